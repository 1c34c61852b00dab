import { systemDb } from "#db/client.ts";
import { messages as messagesTable, outboxMessages, scheduledMessages } from "#db/schema/index.ts";
import { callMoltflow } from "#server/connections/index.ts";
import { newId } from "#server/core/ids.ts";
import type { Desk, DomainInputs } from "./define.ts";

const content = { kind: "text", text: "Hi" } as const;
const later = { at: new Date(Date.now() + 3_600_000).toISOString(), timeZone: "Europe/Berlin" };

async function makeMessage({ workspaceId, numberId }: Desk, state: "failed" | "unknown"): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(outboxMessages)
    .values({
      ...{ workspaceId, id, numberId, chatId: "5511999999999@c.us", text: "Hi", idempotencyKey: id },
      ...{ state, cause: "timeout", attemptedAt: new Date() },
    });
  return id;
}

async function makeScheduled({ workspaceId, chat, ownerId }: Desk): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(scheduledMessages)
    .values({
      ...{ workspaceId, id, chat, text: "Hi", idempotencyKey: id, authorId: ownerId, timeZone: "UTC" },
      ...{ sendAt: new Date(later.at), cancelOnReply: false, answeredAfter: new Date() },
    });
  return id;
}

export const messages: DomainInputs = async (desk) => ({
  // An answer to an event; with a `chat` in it, it is the other form, which has a `content`.
  "messages.send": {
    ...{ numberId: desk.numberId, chatId: "5511988887777@c.us", text: "Hi", content },
    idempotencyKey: newId(),
  },
  "messages.check": { id: await sendThroughMoltflow(desk) },
  "messages.resend": { id: await makeMessage(desk, "failed") },
  "messages.settle": { id: await makeMessage(desk, "unknown"), as: "sent" },
  "messages.forEvent": { eventId: desk.eventId },
});

export const scheduled: DomainInputs = async (desk) => ({
  "scheduled.list": {},
  "scheduled.create": { chat: desk.chat, content, ...later, idempotencyKey: newId() },
  "scheduled.change": { id: await makeScheduled(desk), cancelOnReply: true },
  "scheduled.cancel": { id: await makeScheduled(desk) },
  "scheduled.sendNow": { id: await makeScheduled(desk) },
});

/** A message that MoltFlow has taken and told an id of. */
async function sendThroughMoltflow({ workspaceId, numberId, sessionId, chat }: Desk): Promise<string> {
  const turn = { class: "send", member: null } as const;
  const words = { sessionId, chatId: "5511999999999@c.us", text: "Hello" };
  const sent = await callMoltflow(workspaceId, turn, (client) => client.sendText(words));
  const id = newId();
  await systemDb()
    .insert(messagesTable)
    .values({
      ...{ workspaceId, id, chat, numberId, direction: "outbound", kind: "text", text: words.text },
      ...{ authorKind: "member", status: "sent", happenedAt: new Date(), upstreamId: sent.id },
    });
  return id;
}
