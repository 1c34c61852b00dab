import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { chats, connections, numbers, upstreamReads, users } from "#db/schema/index.ts";
import { ensureChat } from "#server/chats/index.ts";
import { digest, newId } from "#server/core/ids.ts";
import { readEnvelope } from "#server/inbox/envelope.ts";
import { createInbox, type NewInbox } from "#server/inbox/index.ts";
import { storeArrivals } from "#server/inbox/store.ts";
import { seal } from "#server/vault/index.ts";
import { createWorkspace } from "#server/workspaces/index.ts";

const unique = () => randomBytes(5).toString("hex");

/** A person who can sign in. */
export async function makeUser(email = `person-${unique()}@example.com`) {
  const user = { id: newId(), email, name: email.split("@")[0] ?? email };
  await systemDb().insert(users).values(user);
  return user;
}

/** A workspace with its owner; every suite makes its own. */
export async function makeWorkspace(name = "Test workspace") {
  const owner = await makeUser();
  const { id, slug } = await createWorkspace(owner.id, { name, slug: `test-${unique()}` });
  return { workspaceId: id, slug, ownerId: owner.id, owner };
}

/** A chat of a number, in a member's hands if one is named. @returns its id */
export async function makeChat(
  workspaceId: string,
  { sessionId, chatId, assigneeId = null }: { sessionId: string; chatId: string; assigneeId?: string | null },
): Promise<string> {
  return systemDb().transaction(async (tx) => {
    const chat = await ensureChat(tx, workspaceId, { sessionId, chatId });
    if (!chat) throw new Error(`The workspace has no number with the session ${sessionId}.`);
    await tx.update(chats).set({ assigneeId, assignedAt: new Date() }).where(eq(chats.id, chat));
    return chat;
  });
}

/** What MoltFlow last told a connection, read a moment ago, so that nobody asks it again. */
export async function makeStoredReads(workspaceId: string, connectionId: string): Promise<void> {
  const now = new Date();
  const read = { workspaceId, connectionId, params: "{}", body: [], fetchedAt: now, askedAt: now };
  await systemDb()
    .insert(upstreamReads)
    .values([
      { ...read, operation: "listMonitoredGroups" },
      { ...read, operation: "listWebhooks" },
    ]);
}

/** An inbox made by hand; `token` is the last part of its URL. */
export async function makeInbox(workspaceId: string, options: Partial<NewInbox> = {}) {
  const inbox = await createInbox(workspaceId, { name: "Test inbox", ...options }, { kind: "operator" });
  return { ...inbox, token: inbox.url.split("/in/")[1] ?? "" };
}

/** A live connection with one allowed, working number, without asking any upstream. */
export async function makeConnectedNumber(
  workspaceId: string,
  { key = "mf_test_key", sessionId = newId() } = {},
) {
  const connectionId = newId();
  const now = new Date();
  const sealedKey = await seal({ workspaceId, purpose: "moltflow-key", recordId: connectionId }, key);
  await systemDb()
    .insert(connections)
    .values({
      ...{
        workspaceId,
        id: connectionId,
        baseUrl: "http://127.0.0.1:9",
        sealedKey,
        keyHint: "mf_tes…",
        checkedAt: now,
      },
      ...{ upstreamTenantId: newId(), requestsPerMinute: 40, plan: "pro" },
    });
  const numberId = newId();
  await systemDb()
    .insert(numbers)
    .values({
      ...{
        workspaceId,
        id: numberId,
        connectionId,
        sessionId,
        name: "Front desk",
        phoneNumber: "+5511900000000",
      },
      ...{ status: "working", statusAt: now, allowed: true },
    });
  return { connectionId, numberId, sessionId };
}

/** The inbox of a connection with a number: what comes there signed is believed, and makes a job. */
export async function makeConnectedInbox(workspaceId: string, number: { sessionId?: string } = {}) {
  const { connectionId } = await makeConnectedNumber(workspaceId, number);
  return { ...(await makeInbox(workspaceId, { connectionId })), connectionId };
}

/** A stored `message.received` event. @returns its id */
export async function makeEvent(
  workspaceId: string,
  inboxId: string,
  text: string,
  sessionId: string | null = null,
) {
  const data = {
    session_id: sessionId ?? undefined,
    chat_id: "5511999999999@c.us",
    message: text,
    direction: "inbound",
  };
  const body = Buffer.from(
    // Of its own: the same words in the same millisecond would be a copy.
    JSON.stringify({ id: newId(), event: "message.received", timestamp: new Date().toISOString(), data }),
  );
  const [stored] = await storeArrivals([
    {
      ...{
        id: newId(),
        workspaceId,
        inboxId,
        receivedAt: new Date(),
        verdict: "unsigned",
        headers: {},
        body,
      },
      ...readEnvelope(body),
      sha256: digest(body),
    },
  ]);
  return stored?.id ?? "";
}
