import { and, eq, isNull, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { connections, type InboxRow, inboxes } from "#db/schema/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";

/** @throws DomainError `inbox.not_found` */
export async function getInbox(tx: Transaction, workspaceId: string, inboxId: string): Promise<InboxRow> {
  const [inbox] = await tx
    .select()
    .from(inboxes)
    .where(and(eq(inboxes.workspaceId, workspaceId), eq(inboxes.id, inboxId)));
  if (!inbox) throw notFound("inbox");
  return inbox;
}

export async function updateInbox(
  tx: Transaction,
  { workspaceId, id }: InboxRow,
  change: Partial<InboxRow>,
): Promise<void> {
  await tx
    .update(inboxes)
    .set(change)
    .where(and(eq(inboxes.workspaceId, workspaceId), eq(inboxes.id, id)));
}

/** The webhook at MoltFlow that delivers to this inbox; null when none does. */
export async function findUpstreamWebhook(
  tx: Transaction,
  { workspaceId, connectionId }: InboxRow,
): Promise<string | null> {
  if (connectionId === null) return null;
  const [connection] = await tx
    .select({ webhookId: connections.upstreamWebhookId })
    .from(connections)
    .where(
      and(
        eq(connections.workspaceId, workspaceId),
        eq(connections.id, connectionId),
        isNull(connections.disconnectedAt),
      ),
    );
  return connection?.webhookId ?? null;
}

/**
 * Runs a change that spans a call to MoltFlow while no other process changes the same inbox: two rotations at once
 * could leave MoltFlow with a secret that neither of them kept. The lock is advisory, so events keep arriving.
 * @throws DomainError conflict `inbox.busy`
 */
export function withInboxLock<T>(inboxId: string, work: () => Promise<T>): Promise<T> {
  return systemDb().transaction(async (tx) => {
    const [lock] = await tx.execute<{ taken: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${`inbox ${inboxId}`}, 0)) as taken`,
    );
    if (lock?.taken) return work();
    throw new DomainError(
      "conflict",
      "inbox.busy",
      "Somebody else is changing this inbox right now. Look at it again in a few seconds.",
    );
  });
}
