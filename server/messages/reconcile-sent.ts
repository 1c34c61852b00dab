import { and, asc, eq, gt, lte, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { numbers, outboxMessages } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";

/** A verified `message.sent` event of the workspace's own connection. */
export type SentFact = {
  workspaceId: string;
  eventId: string;
  receivedAt: Date;
  sessionId: string;
  chatId: string;
  text: string;
  upstreamMessageId: string | null;
};

/** MoltFlow tells of a message soon after it took it; older messages of the same words are other messages. */
const windowMs = 24 * 3_600_000;

/**
 * Settles the outbox message that an event proves to be sent: the oldest one of the same number, chat and words whose
 * fate is open. An event settles one message at most, however often it is read.
 */
export async function reconcileSent(tx: Transaction, fact: SentFact): Promise<void> {
  const { workspaceId, upstreamMessageId, eventId, receivedAt } = fact;
  if (await isCredited(tx, fact)) return;
  const [open] = await tx
    .select({ id: outboxMessages.id })
    .from(outboxMessages)
    .innerJoin(
      numbers,
      and(eq(numbers.workspaceId, outboxMessages.workspaceId), eq(numbers.id, outboxMessages.numberId)),
    )
    .where(
      and(
        eq(outboxMessages.workspaceId, workspaceId),
        eq(numbers.sessionId, fact.sessionId),
        eq(outboxMessages.chatId, fact.chatId),
        eq(outboxMessages.text, fact.text),
        sql`${outboxMessages.state} in ('unknown', 'sending')`,
        lte(outboxMessages.attemptedAt, receivedAt),
        gt(outboxMessages.attemptedAt, new Date(receivedAt.getTime() - windowMs)),
      ),
    )
    .orderBy(asc(outboxMessages.attemptedAt), asc(outboxMessages.id))
    .limit(1)
    .for("update", { of: outboxMessages });
  if (!open) return;
  await tx
    .update(outboxMessages)
    .set({
      state: "sent",
      cause: null,
      evidence: { upstreamMessageId, seenIn: "webhook", eventId },
      settledAt: new Date(),
    })
    .where(and(eq(outboxMessages.workspaceId, workspaceId), eq(outboxMessages.id, open.id)));
  await nudge(tx, workspaceId, "outbox");
}

/** Whether this event, or the answer to our own call, has already settled the message that the event is about. */
async function isCredited(tx: Transaction, fact: SentFact): Promise<boolean> {
  const { evidence, chatId } = outboxMessages;
  const [credited] = await tx
    .select({ id: outboxMessages.id })
    .from(outboxMessages)
    .where(
      and(
        eq(outboxMessages.workspaceId, fact.workspaceId),
        eq(chatId, fact.chatId),
        or(
          sql`${evidence} ->> 'eventId' = ${fact.eventId}`,
          fact.upstreamMessageId === null
            ? undefined
            : sql`${evidence} ->> 'upstreamMessageId' = ${fact.upstreamMessageId}`,
        ),
      ),
    )
    .limit(1);
  return credited !== undefined;
}
