import { systemDb } from "#db/client.ts";
import {
  auditSeals,
  chatAssignments,
  eventFingerprints,
  leakTests,
  workspacePictures,
} from "#db/schema/index.ts";
import { digest, newId } from "#server/core/ids.ts";
import { insertNumber, insertTeamThings, type Made } from "#server/walls/canary-rows.ts";
import { readConnections } from "../../server/connections/fixtures.ts";
import type { Desk } from "../inputs/define.ts";

/** Gives a desk a second number, and something in every table. `secret` stands in the rows of that number. */
export function fillEveryTable(desk: Desk, secret: string): Promise<Made> {
  const { workspaceId, inboxId, ownerId: userId } = desk;
  return systemDb().transaction(async (tx) => {
    const [connection] = await readConnections(workspaceId);
    if (!connection) throw new Error("The desk is not connected.");
    const { id: connectionId } = connection;
    const made = await insertNumber(tx, { workspaceId, connectionId, inboxId, allowed: true, secret });
    await insertTeamThings(tx, { workspaceId, inboxId, userId, secret });
    const sessionId = made.targets.session ?? "";
    await tx.insert(chatAssignments).values({ workspaceId, sessionId, chatId: "0@c.us", userId });
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
