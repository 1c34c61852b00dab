import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { numbers, type outboxMessages } from "#db/schema/index.ts";
import type { SentEvidence } from "#db/schema/messages.ts";
import { applyMessages } from "./apply-message.ts";
import { nothingElse } from "./heard.ts";

export type OutboxRow = Pick<
  typeof outboxMessages.$inferSelect,
  "workspaceId" | "id" | "numberId" | "chatId" | "kind" | "text" | "payload" | "authorId" | "state" | "cause"
> & { createdAt?: Date; evidence?: SentEvidence | null };

/** The text of `messages` for what proves that a message was sent. */
export const evidenceText = (evidence: SentEvidence): string => {
  if (evidence.seenIn === "webhook") return `event:${evidence.eventId}`;
  return evidence.seenIn === "member" ? evidence.userId : evidence.seenIn;
};

/** Puts a message that a member sends into its chat, under the id of its outbox row, as soon as it is queued. */
export async function recordOutgoing(tx: Transaction, row: OutboxRow): Promise<void> {
  const { workspaceId, id, numberId, chatId, kind, text, payload, authorId, state, cause, evidence } = row;
  const [number] = await tx
    .select({ sessionId: numbers.sessionId })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId)));
  if (!number) return;
  await applyMessages(tx, workspaceId, [
    {
      ...nothingElse,
      ...{ sessionId: number.sessionId, chatId, direction: "outbound", kind, text, payload, cause },
      author: { kind: "member", id: authorId, name: null, phone: null },
      ...{ status: state, happenedAt: row.createdAt ?? new Date(), outboxId: id },
      evidence: evidence ? evidenceText(evidence) : null,
      upstreamId: evidence?.upstreamMessageId ?? null,
      eventId: evidence?.seenIn === "webhook" ? evidence.eventId : null,
    },
  ]);
}
