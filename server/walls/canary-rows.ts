import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import {
  apiTokens,
  chatNotes,
  chats,
  connections,
  contactErasures,
  dataExports,
  events,
  exportChunks,
  inboxes,
  invitations,
  labels,
  members,
  messages,
  notices,
  numbers,
  outboxMessages,
  pairings,
  pushBrowsers,
  rejectedRequests,
  scheduledMessages,
  snippets,
  upstreamReads,
  users,
  workspaceCounters,
  workspaceSlugs,
  workspaces,
} from "#db/schema/index.ts";
import { digest, newId } from "#server/core/ids.ts";
import { unrestricted } from "#server/members/index.ts";
import type { Targets } from "./probes.ts";

/** Nobody can give a person, workspace, session or connection such a name: what bears it is ours to delete. */
export const mark = "leak-test:";

const randomHash = () => randomBytes(32);
const hourMs = 3_600_000;

/** Ids to try, and what no answer may hold. */
export type Made = { targets: Targets; needles: string[] };

/** A workspace with a member. */
export async function insertWorkspace(tx: Transaction, secret: string) {
  const workspaceId = newId();
  const slug = `${mark}${workspaceId}`;
  const userId = `${mark}${newId()}`;
  await tx.insert(workspaces).values({ id: workspaceId, slug, name: secret });
  await tx.insert(workspaceSlugs).values({ slug, workspaceId });
  await tx.insert(workspaceCounters).values({ workspaceId });
  await tx.insert(users).values({ id: userId, name: secret, email: `${newId()}@canary.invalid` });
  await tx.insert(members).values({ workspaceId, userId, role: "owner" });
  return { workspaceId, slug, userId };
}

/** A connection without a key; `live` where it is to look like one in use. */
export async function insertConnection(tx: Transaction, workspaceId: string, live: boolean): Promise<string> {
  const id = newId();
  const now = new Date();
  await tx.insert(connections).values({
    ...{ workspaceId, id, baseUrl: mark, keyHint: "", upstreamTenantId: mark, requestsPerMinute: 0 },
    ...{ checkedAt: now, disconnectedAt: live ? null : now },
  });
  return id;
}

/** A label of a MoltFlow account. */
export async function insertLabel(
  tx: Transaction,
  { workspaceId, connectionId, secret }: { workspaceId: string; connectionId: string; secret: string },
): Promise<Made> {
  const [id, upstreamId] = [newId(), newId()];
  await tx.insert(labels).values({
    ...{ workspaceId, id, connectionId, upstreamId, name: secret, color: "#000000" },
    fetchedAt: new Date(),
  });
  return { targets: { label: id }, needles: [secret, id, upstreamId] };
}

/** An inbox through which nothing can arrive: nobody knows a token of this hash. */
export async function insertInbox(
  tx: Transaction,
  { workspaceId, connectionId, name }: { workspaceId: string; connectionId: string; name: string },
): Promise<string> {
  const id = newId();
  const tokenHash = randomHash();
  await tx
    .insert(inboxes)
    .values({ workspaceId, id, name, connectionId, tokenHash, sealedToken: randomHash() });
  return id;
}

async function nextSeq(tx: Transaction, workspaceId: string): Promise<number> {
  const [counter] = await tx
    .update(workspaceCounters)
    .set({ lastSeq: sql`${workspaceCounters.lastSeq} + 1` })
    .where(eq(workspaceCounters.workspaceId, workspaceId))
    .returning({ lastSeq: workspaceCounters.lastSeq });
  if (!counter) throw new Error(`Workspace ${workspaceId} has no counter.`);
  return counter.lastSeq;
}

type NumberPlace = {
  workspaceId: string;
  connectionId: string;
  inboxId: string;
  allowed: boolean;
  secret: string;
};

/** A number with an event, a message, a pairing and the stored messages of a group of its own. */
export async function insertNumber(tx: Transaction, place: NumberPlace): Promise<Made> {
  const { workspaceId, connectionId, inboxId, allowed, secret } = place;
  const [numberId, eventId, messageId, groupId] = [newId(), newId(), newId(), newId()];
  const sessionId = `${mark}${newId()}`;
  const chatId = "0@c.us";
  const now = new Date();
  await tx.insert(numbers).values({
    ...{ workspaceId, id: numberId, connectionId, sessionId, name: secret, allowed },
    ...{ status: "working", statusAt: now },
  });
  const body = Buffer.from(JSON.stringify({ event: "message.received", data: { message: secret } }));
  await tx.insert(events).values({
    ...{ workspaceId, seq: await nextSeq(tx, workspaceId), id: eventId, inboxId, receivedAt: now },
    ...{ verdict: "unsigned", event: "message.received", sessionId, chatId, sha256: digest(body) },
    ...{ headers: {}, body },
  });
  await tx.insert(outboxMessages).values({
    ...{ workspaceId, id: messageId, numberId, chatId, text: secret, idempotencyKey: messageId },
    ...{ answersEventId: eventId, state: "failed", settledAt: now },
  });
  await tx
    .insert(pairings)
    .values({ workspaceId, id: newId(), numberId, state: "failed", failure: secret, endedAt: now });
  const params = JSON.stringify({ groupId, limit: 100, offset: 0, sessionId });
  await tx.insert(upstreamReads).values({
    ...{ workspaceId, connectionId, operation: "listGroupMessages", params, numberId, askedAt: now },
    ...{ body: { items: [{ id: newId(), preview: secret }] }, fetchedAt: now },
  });
  const ofChat = await insertChat(tx, { workspaceId, numberId, sessionId, chatId, secret });
  const targets = {
    number: numberId,
    session: sessionId,
    event: eventId,
    message: messageId,
    group: groupId,
  };
  return {
    targets: { ...targets, ...ofChat },
    needles: [secret, ...Object.values(targets), ...Object.values(ofChat)],
  };
}

/** A chat with a message, an internal note, and a message that waits for its time, which never comes. */
async function insertChat(
  tx: Transaction,
  place: { workspaceId: string; numberId: string; sessionId: string; chatId: string; secret: string },
): Promise<{ chat: string; note: string; scheduled: string }> {
  const { secret, ...address } = place;
  const [chat, note, scheduled] = [newId(), newId(), newId()];
  await tx
    .insert(chats)
    .values({ ...address, id: chat, kind: "person", name: secret, lastMessageAt: new Date() });
  const { workspaceId, numberId } = place;
  await tx.insert(messages).values({
    ...{ workspaceId, id: newId(), chat, numberId, direction: "inbound", kind: "text", text: secret },
    ...{ authorKind: "contact", status: "received", happenedAt: new Date() },
  });
  await tx.insert(chatNotes).values({ workspaceId, id: note, chat, text: secret });
  const never = new Date("2099-01-01T00:00:00Z");
  await tx.insert(scheduledMessages).values({
    ...{ workspaceId, id: scheduled, chat, text: secret, idempotencyKey: scheduled, timeZone: "UTC" },
    ...{ sendAt: never, cancelOnReply: true, answeredAfter: never },
  });
  return { chat, note, scheduled };
}

/** What a team has beside its numbers: a way in, a token, a file, a receipt, a refused request. */
export async function insertTeamThings(
  tx: Transaction,
  place: { workspaceId: string; inboxId: string; userId: string; secret: string },
): Promise<Made> {
  const { workspaceId, inboxId, userId, secret } = place;
  const [invitation, token, exported, erasure] = [newId(), newId(), newId(), newId()];
  const expiresAt = new Date(Date.now() + hourMs);
  await tx.insert(invitations).values({
    ...{ workspaceId, id: invitation, email: `${secret}@canary.invalid`, tokenHash: randomHash() },
    ...{ role: "viewer", restrictions: unrestricted, maxUses: 1, invitedBy: userId, expiresAt },
  });
  await tx.insert(apiTokens).values({
    ...{ workspaceId, id: token, name: secret, userId, createdBy: userId, scopes: [] },
    ...{ tokenHash: randomHash(), hint: mark, expiresAt },
  });
  await tx.insert(dataExports).values({
    ...{ workspaceId, id: exported, kind: "workspace", format: "json", requestedBy: userId },
    ...{ state: "ready", expiresAt, finishedAt: new Date() },
  });
  await tx
    .insert(exportChunks)
    .values({ workspaceId, exportId: exported, position: 0, body: Buffer.from(secret) });
  await tx.insert(contactErasures).values({
    ...{ workspaceId, id: erasure, contactDigest: randomHash(), contactHint: secret, reason: secret },
    ...{ requestedBy: userId, state: "done" },
  });
  const { snippet, notice, browser } = await insertWords(tx, place);
  await tx.insert(rejectedRequests).values({
    ...{ workspaceId, id: newId(), inboxId, receivedAt: new Date(), reason: "signature_wrong" },
    ...{ headers: {}, bodyStart: Buffer.from(secret), bodyBytes: secret.length },
  });
  return {
    targets: {
      inbox: inboxId,
      member: userId,
      invitation,
      token,
      export: exported,
      erasure,
      snippet,
      notice,
      browser,
    },
    needles: [
      secret,
      workspaceId,
      inboxId,
      userId,
      invitation,
      token,
      exported,
      erasure,
      snippet,
      notice,
      browser,
    ],
  };
}

/** A snippet of the team, and a notice for its member and a browser of theirs. */
async function insertWords(
  tx: Transaction,
  { workspaceId, userId, secret }: { workspaceId: string; userId: string; secret: string },
): Promise<{ snippet: string; notice: string; browser: string }> {
  const [snippet, notice, browser] = [newId(), newId(), newId()];
  await tx.insert(snippets).values({
    ...{ workspaceId, id: snippet, name: secret, shortcut: snippet, text: secret },
    updatedAt: new Date(),
  });
  await tx
    .insert(notices)
    .values({ workspaceId, id: notice, userId, kind: "mention", params: { by: secret }, about: notice });
  await tx.insert(pushBrowsers).values({
    ...{ workspaceId, id: browser, userId, label: secret },
    ...{ endpointHash: randomHash(), sealedSubscription: randomHash() },
  });
  return { snippet, notice, browser };
}
