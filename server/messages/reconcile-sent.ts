import { and, asc, eq, gt, lte, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { numbers, outboxMessages } from "#db/schema/index.ts";
import { changeOutbox, saidNotSent, sentBecause } from "./transitions.ts";

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
export const windowMs = 24 * 3_600_000;

const { kind, text, state, cause } = outboxMessages;

/** Events do not say what kind of message they tell of. Of a poll they may list the options after the question. */
const tellsOf = (words: string) =>
  or(eq(text, words), and(eq(kind, "poll"), sql`starts_with(${words}, ${text} || E'\\n')`));

/** Nobody knows what became of it, or a person said that it was not sent: an event knows better. */
const isOpen = or(sql`${state} in ('unknown', 'sending')`, and(eq(state, "failed"), eq(cause, saidNotSent)));

/**
 * Settles the outbox message that an event proves to be sent: the oldest one of the same number, chat and words whose
 * fate is open. An event settles one message at most, however often it is read.
 * @returns that message's id, for the caller to tell its chat; null when it settled none just now
 */
export async function reconcileSent(tx: Transaction, fact: SentFact): Promise<string | null> {
  const { workspaceId, upstreamMessageId, eventId, receivedAt } = fact;
  if (await isCredited(tx, fact)) return null;
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
        tellsOf(fact.text),
        isOpen,
        lte(outboxMessages.attemptedAt, receivedAt),
        gt(outboxMessages.attemptedAt, new Date(receivedAt.getTime() - windowMs)),
      ),
    )
    .orderBy(asc(outboxMessages.attemptedAt), asc(outboxMessages.id))
    .limit(1)
    .for("update", { of: outboxMessages });
  if (!open) return null;
  const evidence = { upstreamMessageId, seenIn: "webhook", eventId } as const;
  await changeOutbox(tx, workspaceId, open.id, sentBecause(evidence));
  return open.id;
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
