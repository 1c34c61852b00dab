import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type ScheduledRow, scheduledMessages } from "#db/schema/index.ts";
import { findChat } from "#server/chats/index.ts";
import { nudge } from "#server/live/index.ts";
import { findRepeated, queueMessage, type Sender } from "../queue-message.ts";

type Settled = Pick<ScheduledRow, "state" | "reason"> & { outboxId?: string };

/** Ends the wait of a locked row. */
export async function settleScheduled(
  tx: Transaction,
  { workspaceId, id }: Pick<ScheduledRow, "workspaceId" | "id">,
  settled: Settled,
): Promise<void> {
  await tx
    .update(scheduledMessages)
    .set({ ...settled, settledAt: new Date() })
    .where(and(eq(scheduledMessages.workspaceId, workspaceId), eq(scheduledMessages.id, id)));
  await nudge(tx, workspaceId, "outbox");
}

/**
 * Makes a locked, waiting row a message on its way, whose key is the row's: were its job to run a second time, it would
 * find the message there.
 */
export async function handOver(tx: Transaction, row: ScheduledRow, sender: Sender): Promise<void> {
  const { workspaceId, id, kind, text, payload } = row;
  const { numberId, chatId } = await findChat(tx, workspaceId, row.chat);
  const content = { kind, text, payload };
  const outgoing = {
    numberId,
    chatId,
    content,
    file: null,
    idempotencyKey: `later-${id}`,
    answersEventId: null,
  };
  const queued = await queueMessage(tx, workspaceId, outgoing, sender);
  const outboxId = queued ?? (await findRepeated(tx, workspaceId, outgoing));
  await settleScheduled(tx, row, { state: "sent", reason: null, ...(outboxId ? { outboxId } : {}) });
}
