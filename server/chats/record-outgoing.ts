import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { numbers, type outboxMessages } from "#db/schema/index.ts";
import type { SentEvidence } from "#db/schema/messages.ts";
import { applyMessages } from "./apply-message.ts";
import { type Heard, nothingElse } from "./heard.ts";

export type OutboxRow = Pick<
  typeof outboxMessages.$inferSelect,
  "id" | "numberId" | "chatId" | "kind" | "text" | "payload" | "authorId" | "state" | "cause"
> & { createdAt?: Date; evidence?: SentEvidence | null };

/** The text of `messages` for what proves that a message was sent. */
export const evidenceText = (evidence: SentEvidence): string => {
  if (evidence.seenIn === "webhook") return `event:${evidence.eventId}`;
  return evidence.seenIn === "member" ? evidence.userId : evidence.seenIn;
};

/**
 * Puts messages that members of a workspace send into their chats, each under the id of its outbox row, as soon as they
 * are queued. Several in one call: their chats are taken in the order in which everybody takes them.
 */
export async function recordOutgoing(
  tx: Transaction,
  workspaceId: string,
  rows: readonly OutboxRow[],
): Promise<void> {
  const known = await tx
    .select({ id: numbers.id, sessionId: numbers.sessionId })
    .from(numbers)
    .where(
      and(
        eq(numbers.workspaceId, workspaceId),
        isOneOf(numbers.id, [...new Set(rows.map(({ numberId }) => numberId))]),
      ),
    );
  const sessionOf = new Map(known.map(({ id, sessionId }) => [id, sessionId]));
  const heard = rows.flatMap((row) => {
    const sessionId = sessionOf.get(row.numberId);
    return sessionId === undefined ? [] : [heardOf(row, sessionId)];
  });
  await applyMessages(tx, workspaceId, heard);
}

function heardOf(row: OutboxRow, sessionId: string): Heard {
  const { id, chatId, kind, text, payload, authorId, state, cause, evidence } = row;
  return {
    ...nothingElse,
    ...{ sessionId, chatId, direction: "outbound", kind, text, payload, cause },
    author: { kind: "member", id: authorId, name: null, phone: null },
    ...{ status: state, happenedAt: row.createdAt ?? new Date(), outboxId: id },
    evidence: evidence ? evidenceText(evidence) : null,
    upstreamId: evidence?.upstreamMessageId ?? null,
    eventId: evidence?.seenIn === "webhook" ? evidence.eventId : null,
  };
}
