import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import {
  auditSeals,
  chats,
  eventFingerprints,
  fanOutCursors,
  hearingCursors,
  leakTests,
  requestMinutes,
  workspacePictures,
} from "#db/schema/index.ts";
import { ensureChat } from "#server/chats/index.ts";
import { digest, newId } from "#server/core/ids.ts";
import { insertDestination } from "#server/walls/canary-destinations.ts";
import { insertNumber, insertTeamThings, type Made } from "#server/walls/canary-rows.ts";
import { insertRules } from "#server/walls/canary-rules.ts";
import { readConnections } from "../../server/connections/fixtures.ts";
import type { Desk } from "../inputs/define.ts";
import { fillAlerts } from "./fill-alerts.ts";
import { fillBilling } from "./fill-billing.ts";
import { fillChat } from "./fill-chat.ts";

/** Gives a desk a second number, and something in every table. `secret` stands in the rows of that number. */
export function fillEveryTable(desk: Desk, secret: string): Promise<Made> {
  const { workspaceId, inboxId, ownerId: userId } = desk;
  return systemDb().transaction(async (tx) => {
    const [connection] = await readConnections(workspaceId);
    if (!connection) throw new Error("The desk is not connected.");
    const { id: connectionId } = connection;
    const made = await insertNumber(tx, { workspaceId, connectionId, inboxId, allowed: true, secret });
    await insertTeamThings(tx, { workspaceId, inboxId, userId, secret });
    await insertRules(tx, { workspaceId, userId, secret });
    const sessionId = made.targets.session ?? "";
    const chat = await ensureChat(tx, workspaceId, { sessionId, chatId: "0@c.us" });
    if (!chat) throw new Error("The second number is not there.");
    await tx.update(chats).set({ assigneeId: userId, name: secret }).where(eq(chats.id, chat));
    await fillChat(tx, {
      workspaceId,
      connectionId,
      numberId: made.targets.number ?? "",
      chat,
      userId,
      secret,
    });
    const [numberId, eventId] = [made.targets.number ?? "", made.targets.event ?? ""];
    await insertDestination(tx, { workspaceId, eventId, secret });
    await fillAlerts(tx, { workspaceId, numberId, eventId, userId });
    await fillBilling(tx, workspaceId);
    await tx.insert(fanOutCursors).values({ workspaceId }).onConflictDoNothing();
    await tx.insert(hearingCursors).values({ workspaceId }).onConflictDoNothing();
    const minute = { lanes: [userId], taken: [], claims: [], nudgedAtMs: 0 };
    await tx.insert(requestMinutes).values({ workspaceId, minute }).onConflictDoNothing();
    await tx.insert(leakTests).values({ workspaceId, id: newId() });
    await tx
      .insert(workspacePictures)
      .values({ workspaceId, contentType: "image/png", body: Buffer.from(secret) });
    const hash = digest(secret);
    await tx.insert(auditSeals).values({
      ...{ workspaceId, kind: "end", day: "2026-01-01", seq: 1, hash, signature: hash, keyId: "x" },
      sealedAt: new Date(),
    });
    await tx
      .insert(eventFingerprints)
      .values({ workspaceId, inboxId, sha256: hash, eventId: newId(), firstAt: new Date() });
    return made;
  });
}
