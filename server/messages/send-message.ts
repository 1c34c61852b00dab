import type { Transaction } from "#db/client.ts";
import type { ChatRow } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { findChat, isChatInSight } from "#server/chats/index.ts";
import { notFound } from "#server/core/errors.ts";
import { chatAlias } from "#server/core/pseudonym.ts";
import { findVisibleEvent } from "#server/inbox/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { clearDraft } from "#server/teamwork/index.ts";
import { assertUsable, findNumber } from "./find-number.ts";
import { findRepeated, type NewOutgoing, queueMessage, type Sender } from "./queue-message.ts";
import { readMessage } from "./reads.ts";
import type { AnswerInput, OutboxView, SendMessageInput, SendToChatInput } from "./schemas.ts";
import { fileOf, storedOf } from "./stored-content.ts";
import { assertUnchanged } from "./thread-changed.ts";

/**
 * Puts a message on its way: it is stored and its job added in one transaction, and the worker sends it. A repeated
 * request with the same key gets the message of the first.
 * @throws DomainError `number.not_found`, `event.not_found`, `chat.not_found`, `connection.missing`, conflict
 * `plan.read_only`, `plan.number_frozen`,
 * `message.number_not_working`, `message.thread_changed` or `message.key_reused`
 */
export function sendMessage(place: Place, input: SendMessageInput, sender: Sender): Promise<OutboxView> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const { outgoing, chat } =
      "chat" in input ? await intoChat(tx, place, input) : await asAnswer(tx, place, input);
    const number = await findNumber(tx, place, outgoing.numberId);
    const address = { sessionId: number.sessionId, chatId: outgoing.chatId };
    if (!(await isChatInSight(tx, place, address))) throw notFound("chat");
    // A repetition is answered first: what was accepted once stays accepted, whatever the number does meanwhile.
    const repeated = await findRepeated(tx, workspaceId, outgoing);
    if (repeated) return readMessage(tx, place, repeated);
    await assertMaySend(tx, workspaceId, outgoing.numberId);
    assertUsable(number);
    if (chat) await assertUnseen(tx, chat, input);
    const queued = await queueMessage(tx, workspaceId, outgoing, sender);
    // In the same transaction, or a tab that dies now would offer these words once more.
    if (chat && sender.authorId !== null && outgoing.content.kind === "text") {
      await clearDraft(tx, workspaceId, chat.id, sender.authorId);
    }
    // The same click, twice at once: the other one has committed by now.
    const id = queued ?? (await findRepeated(tx, workspaceId, outgoing));
    if (!id) throw new Error("An idempotency key was taken, and then nobody had it.");
    return readMessage(tx, place, id);
  });
}

type Target = { outgoing: NewOutgoing; chat: ChatRow | null };

async function intoChat(tx: Transaction, place: Place, input: SendToChatInput): Promise<Target> {
  const chat = await findChat(tx, place, input.chat);
  const { numberId, chatId } = chat;
  const { content, idempotencyKey } = input;
  const outgoing = { numberId, chatId, content: storedOf(content), file: fileOf(content), idempotencyKey };
  return { outgoing: { ...outgoing, answersEventId: null }, chat };
}

async function asAnswer(tx: Transaction, place: Place, input: AnswerInput): Promise<Target> {
  const { numberId, text, idempotencyKey, answersEventId = null } = input;
  const chatId = await chatOf(tx, place, input);
  const content = { kind: "text", text, payload: null } as const;
  return { outgoing: { numberId, chatId, content, file: null, idempotencyKey, answersEventId }, chat: null };
}

/**
 * The chat that is meant. Whoever may not see phone numbers has only an alias of it, which the event that they answer
 * resolves; nobody can write to a contact whose address they never saw.
 */
async function chatOf(tx: Transaction, place: Place, input: AnswerInput): Promise<string> {
  const { chatId, answersEventId } = input;
  if (!answersEventId) return chatId;
  const event = await findVisibleEvent(tx, place, answersEventId);
  const { workspaceId } = sightIn(place);
  return event.chatId !== null && chatAlias(workspaceId, event.chatId) === chatId ? event.chatId : chatId;
}

/** Warns who has not seen the newest of the thread. A request without a version, a program's say, is not warned. */
async function assertUnseen(tx: Transaction, chat: ChatRow, input: SendMessageInput): Promise<void> {
  if (!("chat" in input) || input.anyway || input.seenVersion === undefined) return;
  await assertUnchanged(tx, chat, input.seenVersion);
}
