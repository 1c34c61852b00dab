import { and, eq, isNull, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { connections, type InboxRow, inboxes } from "#db/schema/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { singleton } from "#server/core/singleton.ts";

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

/** Changes of this process that wait for MoltFlow, one behind the other. */
const queue = () => singleton("inbox.changes", () => ({ last: Promise.resolve() }));

/**
 * Runs a change that spans a call to MoltFlow while no other process changes the same inbox: two rotations at once
 * could leave MoltFlow with a secret that neither of them kept. The lock is advisory, so events keep arriving. It holds
 * a connection while the work takes another, so a process runs one such change at a time: several could wait for each
 * other's connections forever.
 * @throws DomainError conflict `inbox.busy`
 */
export function withInboxLock<T>(inboxId: string, work: () => Promise<T>): Promise<T> {
  const locked = () =>
    systemDb().transaction(async (tx) => {
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
  const result = queue().last.then(locked);
  const settled = () => undefined;
  queue().last = result.then(settled, settled);
  return result;
}
