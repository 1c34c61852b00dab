import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { connections, numbers, outboxMessages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { sendMessage as sendMessageJob } from "./jobs.ts";
import { assertEventVisible, readMessage } from "./reads.ts";
import type { OutboxView, SendMessageInput } from "./schemas.ts";

/**
 * Puts a message on its way: it is stored and its job added in one transaction, and the worker sends it. A repeated
 * request with the same key gets the message of the first.
 * @throws DomainError `number.not_found`, `event.not_found`, `connection.missing`, conflict
 * `message.number_not_working` or `message.key_reused`
 */
export function sendMessage(
  workspaceId: string,
  input: SendMessageInput,
  authorId: string,
): Promise<OutboxView> {
  return inTenant(workspaceId, async (tx) => {
    const number = await findNumber(tx, workspaceId, input.numberId);
    if (input.answersEventId) await assertEventVisible(tx, workspaceId, input.answersEventId);
    // A repetition is answered first: what was accepted once stays accepted, whatever the number does meanwhile.
    const repeated = await findRepeated(tx, workspaceId, input);
    if (repeated) return readMessage(tx, workspaceId, repeated);
    assertUsable(number);
    const inserted = await insertMessage(tx, workspaceId, input, authorId);
    // The same click, twice at once: the other one has committed by now.
    const id = inserted ?? (await findRepeated(tx, workspaceId, input));
    if (!id) throw new Error("An idempotency key was taken, and then nobody had it.");
    return readMessage(tx, workspaceId, id);
  });
}

async function findNumber(tx: Transaction, workspaceId: string, numberId: string) {
  const [number] = await tx
    .select({
      name: numbers.name,
      status: numbers.status,
      disconnectedAt: connections.disconnectedAt,
    })
    .from(numbers)
    .innerJoin(
      connections,
      and(eq(connections.workspaceId, numbers.workspaceId), eq(connections.id, numbers.connectionId)),
    )
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId), eq(numbers.allowed, true)));
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
  authorId: string,
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
    actor: { kind: "member", userId: authorId },
    action: "message.send",
    target: id,
    details: { numberId, chatId, answersEventId },
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
