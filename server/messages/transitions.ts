import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { outboxMedia, outboxMessages } from "#db/schema/index.ts";
import type { SentEvidence } from "#db/schema/messages.ts";
import { evidenceText, followOutbox, type OutboxChange } from "#server/chats/index.ts";
import { nudge } from "#server/live/index.ts";

export type OutboxRow = typeof outboxMessages.$inferSelect;
/** What becomes of a message. */
export type Change = Partial<typeof outboxMessages.$inferInsert>;

/** The cause of a message of which a person said that it did not arrive. */
export const saidNotSent = "said_not_sent";

export const unknownBecause = (cause: string): Change => ({
  ...{ state: "unknown", cause, evidence: null, settledAt: new Date() },
});
export const failedBecause = (cause: string): Change => ({
  ...{ state: "failed", cause, evidence: null, settledAt: new Date() },
});
export const sentBecause = (evidence: SentEvidence): Change => ({
  ...{ state: "sent", cause: null, evidence, settledAt: new Date() },
});

/** The message, locked until commit; every change of its state begins so. */
export async function lockMessage(
  tx: Transaction,
  workspaceId: string,
  messageId: string,
): Promise<OutboxRow | undefined> {
  const [message] = await tx
    .select()
    .from(outboxMessages)
    .where(and(eq(outboxMessages.workspaceId, workspaceId), eq(outboxMessages.id, messageId)))
    .for("update");
  return message;
}

/** The one place where a message's state changes, in the outbox and in its chat. */
export async function change(
  tx: Transaction,
  workspaceId: string,
  messageId: string,
  to: Change,
): Promise<void> {
  await changeOutbox(tx, workspaceId, messageId, to);
  if (to.state) await followOutbox(tx, workspaceId, messageId, toldBy(to, to.state));
}

const toldBy = ({ cause, evidence }: Change, status: OutboxRow["state"]): OutboxChange => {
  const told = { status, cause: cause ?? null };
  if (!evidence) return told;
  return {
    ...{ ...told, upstreamId: evidence.upstreamMessageId, evidence: evidenceText(evidence) },
    eventId: evidence.seenIn === "webhook" ? evidence.eventId : null,
  };
};

/**
 * As `change`, for whoever tells the chat afterwards: a chat's row is taken after those of its messages on their way,
 * everywhere, or two would wait for each other. What was sent needs its file no more.
 */
export async function changeOutbox(
  tx: Transaction,
  workspaceId: string,
  messageId: string,
  to: Change,
): Promise<void> {
  await tx
    .update(outboxMessages)
    .set(to)
    .where(and(eq(outboxMessages.workspaceId, workspaceId), eq(outboxMessages.id, messageId)));
  if (to.state === "sent") {
    await tx
      .delete(outboxMedia)
      .where(and(eq(outboxMedia.workspaceId, workspaceId), eq(outboxMedia.message, messageId)));
  }
  await nudge(tx, workspaceId, "outbox");
}
