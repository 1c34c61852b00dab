import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { connections, numbers, outboxMessages } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { isChatInSight } from "#server/chats/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { chatAlias, pseudonym } from "#server/core/pseudonym.ts";
import { findVisibleEvent, numbersInSight } from "#server/inbox/index.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { sendMessage as sendMessageJob } from "./jobs.ts";
import { readMessage } from "./reads.ts";
import type { OutboxView, SendMessageInput } from "./schemas.ts";

/** Who sends; `authorId` is null for a token of the workspace itself. */
export type Sender = { authorId: string | null; actor: Actor };

/**
 * Puts a message on its way: it is stored and its job added in one transaction, and the worker sends it. A repeated
 * request with the same key gets the message of the first.
 * @throws DomainError `number.not_found`, `event.not_found`, `chat.not_found`, `connection.missing`, conflict
 * `message.number_not_working` or `message.key_reused`
 */
export function sendMessage(place: Place, asked: SendMessageInput, sender: Sender): Promise<OutboxView> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const number = await findNumber(tx, place, asked.numberId);
    const input = { ...asked, chatId: await chatOf(tx, place, asked) };
    if (!(await isChatInSight(tx, place, { sessionId: number.sessionId, chatId: input.chatId }))) {
      throw notFound("chat");
    }
    // A repetition is answered first: what was accepted once stays accepted, whatever the number does meanwhile.
    const repeated = await findRepeated(tx, workspaceId, input);
    if (repeated) return readMessage(tx, place, repeated);
    assertUsable(number);
    const inserted = await insertMessage(tx, workspaceId, input, sender);
    // The same click, twice at once: the other one has committed by now.
    const id = inserted ?? (await findRepeated(tx, workspaceId, input));
    if (!id) throw new Error("An idempotency key was taken, and then nobody had it.");
    return readMessage(tx, place, id);
  });
}

/**
 * The chat that is meant. Whoever may not see phone numbers has only an alias of it, which the event that they answer
 * resolves; nobody can write to a contact whose address they never saw.
 */
async function chatOf(tx: Transaction, place: Place, input: SendMessageInput): Promise<string> {
  const { chatId, answersEventId } = input;
  if (!answersEventId) return chatId;
  const event = await findVisibleEvent(tx, place, answersEventId);
  const { workspaceId } = sightIn(place);
  return event.chatId !== null && chatAlias(workspaceId, event.chatId) === chatId ? event.chatId : chatId;
}

async function findNumber(tx: Transaction, place: Place, numberId: string) {
  const [number] = await tx
    .select({
      sessionId: numbers.sessionId,
      name: numbers.name,
      status: numbers.status,
      disconnectedAt: connections.disconnectedAt,
    })
    .from(numbers)
    .innerJoin(
      connections,
      and(eq(connections.workspaceId, numbers.workspaceId), eq(connections.id, numbers.connectionId)),
    )
    .where(and(numbersInSight(place), eq(numbers.id, numberId)));
  if (!number) throw notFound("number");
  return number;
}

function assertUsable({ name, status, disconnectedAt }: Awaited<ReturnType<typeof findNumber>>): void {
  if (disconnectedAt !== null) {
    throw new DomainError(
      "conflict",
      "connection.missing",
      "This workspace is not connected to MoltFlow. An owner or admin connects it under Settings → Connection.",
    );
  }
  if (status === "working") return;
  throw new DomainError(
    "conflict",
    "message.number_not_working",
    `The number “${name}” is not working (${status}), so nothing was sent. Pair or start it, then send again.`,
    { params: { name, status } },
  );
}

/** @throws DomainError conflict `message.key_reused` when the key belongs to another message */
async function findRepeated(
  tx: Transaction,
  workspaceId: string,
  input: SendMessageInput,
): Promise<string | null> {
  const [found] = await tx
    .select()
    .from(outboxMessages)
    .where(
      and(
        eq(outboxMessages.workspaceId, workspaceId),
        eq(outboxMessages.idempotencyKey, input.idempotencyKey),
      ),
    );
  if (!found) return null;
  const same =
    found.numberId === input.numberId &&
    found.chatId === input.chatId &&
    found.text === input.text &&
    found.answersEventId === (input.answersEventId ?? null);
  if (same) return found.id;
  throw new DomainError(
    "conflict",
    "message.key_reused",
    "This request was already used for another message, so nothing was sent. Reload the page and send again.",
  );
}

/** @returns the new message's id, or null when somebody else has just taken the key */
async function insertMessage(
  tx: Transaction,
  workspaceId: string,
  input: SendMessageInput,
  { authorId, actor }: Sender,
): Promise<string | null> {
  const id = newId();
  const { numberId, chatId, text, idempotencyKey } = input;
  const answersEventId = input.answersEventId ?? null;
  const row = { workspaceId, id, numberId, chatId, text, idempotencyKey, answersEventId, authorId };
  const inserted = await tx
    .insert(outboxMessages)
    .values({ ...row, state: "queued" })
    .onConflictDoNothing({ target: [outboxMessages.workspaceId, outboxMessages.idempotencyKey] })
    .returning({ id: outboxMessages.id });
  if (inserted.length === 0) return null;
  await record(tx, {
    workspaceId,
    actor,
    action: "message.send",
    target: id,
    details: { numberId, chat: pseudonym(workspaceId, chatId), answersEventId },
  });
  await enqueue(
    tx,
    sendMessageJob,
    { workspaceId, messageId: id, attempt: 1 },
    { key: `send-message:${id}` },
  );
  await nudge(tx, workspaceId, "outbox");
  return id;
}
