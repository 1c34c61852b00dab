import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { chatNotes, connections, numbers, outboxMessages, scheduledMessages } from "#db/schema/index.ts";
import type { RunningSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { createInbox } from "#server/inbox/index.ts";
import { makeChat, makeEvent, makeInbox } from "#tests/support/factories.ts";
import { makeConnected, operator } from "../../server/connections/fixtures.ts";
import type { Desk } from "../inputs/define.ts";

/** The chat that every event of `makeEvent` is of. */
const chatId = "5511999999999@c.us";

/** A workspace with something of everything, connected to a tenant of the sandbox of its own. */
export async function makeDesk(sandbox: RunningSandbox, text = "Hello"): Promise<Desk> {
  const { workspaceId, slug, ownerId, sessionId, number } = await makeConnected(sandbox);
  const inbox = await makeInbox(workspaceId);
  const other = await makeInbox(workspaceId);
  const eventId = await makeEvent(workspaceId, inbox.id, text, sessionId);
  const chat = await makeChat(workspaceId, { sessionId, chatId });
  return {
    ...{ workspaceId, slug, ownerId, sessionId, eventId, chat },
    ...{ numberId: number.id, inboxId: inbox.id, otherInboxId: other.id },
  };
}

/** What lies beyond a wall: ids that somebody must not reach, with `text` in their rows. */
export type Beyond = {
  numberId: string;
  sessionId: string;
  eventId: string;
  chat: string;
  noteId: string;
  messageId: string;
  scheduledId: string;
};

/** A second number of the same MoltFlow tenant with an event, a chat and a note of its own; `allowed` tells on which side it is. */
export async function makeNeighbour(
  { workspaceId }: Desk,
  { allowed, text }: { allowed: boolean; text: string },
): Promise<Beyond> {
  const [connection] = await systemDb()
    .select()
    .from(connections)
    .where(eq(connections.workspaceId, workspaceId));
  if (!connection) throw new Error("The desk is not connected.");
  const [numberId, sessionId] = [newId(), newId()];
  await systemDb()
    .insert(numbers)
    .values({
      ...{ workspaceId, id: numberId, sessionId, connectionId: connection.id, name: text },
      ...{ status: "working", statusAt: new Date(), allowed },
    });
  const inbox = await createInbox(
    workspaceId,
    { name: "From MoltFlow", secret: null, connectionId: connection.id },
    operator,
  );
  const eventId = await makeEvent(workspaceId, inbox.id, text, sessionId);
  const chat = await makeChat(workspaceId, { sessionId, chatId });
  const [noteId, messageId, scheduledId] = [newId(), newId(), newId()];
  await systemDb().insert(chatNotes).values({ workspaceId, id: noteId, chat, text });
  await systemDb()
    .insert(outboxMessages)
    .values({
      ...{ workspaceId, id: messageId, numberId, chatId, text, idempotencyKey: messageId, state: "failed" },
    });
  const never = new Date("2099-01-01T00:00:00Z");
  await systemDb()
    .insert(scheduledMessages)
    .values({
      ...{ workspaceId, id: scheduledId, chat, text, idempotencyKey: scheduledId, timeZone: "UTC" },
      ...{ sendAt: never, cancelOnReply: false, answeredAfter: never },
    });
  return { numberId, sessionId, eventId, chat, noteId, messageId, scheduledId };
}

/** Puts the chat of the desk's event into a member's hands. */
export async function assignTo({ workspaceId, sessionId }: Desk, userId: string): Promise<void> {
  await makeChat(workspaceId, { sessionId, chatId, assigneeId: userId });
}
