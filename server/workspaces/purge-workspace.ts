import { and, eq, lte, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { systemDb, type Transaction } from "#db/client.ts";
import {
  apiTokens,
  connections,
  eventFingerprints,
  events,
  exportChunks,
  inboxes,
  invitations,
  members,
  outboxMessages,
  rejectedRequests,
  workspaces,
} from "#db/schema/index.ts";
import { prepareLeave } from "#server/connections/index.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { inboxChannel } from "#server/inbox/index.ts";
import { nudge } from "#server/live/index.ts";
import { forgetWorkspace } from "#server/moltflow/index.ts";
import { destroyDataKey } from "#server/vault/index.ts";

/** Rows that one transaction deletes: more would hold locks for long. */
const batchRows = 5_000;

/** What a workspace may have millions of. The rest goes with its row, as the audit, which goes only so, must. */
const largeTables: PgTable[] = [events, eventFingerprints, rejectedRequests, outboxMessages, exportChunks];

/** By the clock as it is when the row is at hand, not when the transaction began: see `undoDelete`. */
const isDue = lte(workspaces.deleteAt, sql`clock_timestamp()`);

/** The workspaces whose week is over. */
export async function listDue(): Promise<string[]> {
  const due = await systemDb().select({ id: workspaces.id }).from(workspaces).where(isDue);
  return due.map(({ id }) => id);
}

/**
 * The point of no return: decides against an undo, destroys the keys, and takes away every way in. The row is written
 * though nothing in it changes, so that an undo which waits for it looks again. @returns false when it is not due
 */
function begin(workspaceId: string): Promise<boolean> {
  return systemDb().transaction(async (tx) => {
    const taken = await tx
      .update(workspaces)
      .set({ deleteAt: sql`${workspaces.deleteAt}` })
      .where(and(eq(workspaces.id, workspaceId), isDue))
      .returning({ id: workspaces.id });
    if (taken.length === 0) return false;
    await destroyDataKey(tx, workspaceId);
    await tx.update(connections).set({ sealedKey: null }).where(eq(connections.workspaceId, workspaceId));
    await closeInboxes(tx, workspaceId);
    for (const table of [apiTokens, invitations, members]) {
      await tx.delete(table).where(eq(table.workspaceId, workspaceId));
    }
    await nudge(tx, workspaceId, "access");
    return true;
  });
}

/** No token finds them any more: senders get 404. An inbox without its secret must not stay open as an unsigned one. */
async function closeInboxes(tx: Transaction, workspaceId: string): Promise<void> {
  await tx
    .update(inboxes)
    .set({
      tokenHash: sql`uuid_send(gen_random_uuid())`,
      sealedToken: Buffer.alloc(0),
      sealedSecret: null,
      sealedPreviousSecret: null,
    })
    .where(eq(inboxes.workspaceId, workspaceId));
  await tx.execute(sql`select pg_notify(${inboxChannel}, '')`);
}

async function emptyTable(workspaceId: string, table: PgTable): Promise<number> {
  const batch = sql`select ctid from ${table} where workspace_id = ${workspaceId} limit ${batchRows}`;
  let deleted = 0;
  for (let last = batchRows; last === batchRows; deleted += last) {
    last = (await systemDb().execute(sql`delete from ${table} where ctid = any (array(${batch}))`)).count;
  }
  return deleted;
}

/**
 * The row with all that hangs on it, and what waits in the queue; a job that runs just now finds nothing to do.
 * @returns false when another run was quicker
 */
function end(workspaceId: string): Promise<boolean> {
  return systemDb().transaction(async (tx) => {
    await tx.execute(
      sql`select graphile_worker.complete_jobs(array(select id from graphile_worker._private_jobs where payload ->> 'workspaceId' = ${workspaceId}))`,
    );
    // Nobody may remove what is in the audit, but for whoever says that its workspace goes.
    await tx.execute(sql`select set_config('app.purging', ${workspaceId}, true)`);
    const deleted = await tx.delete(workspaces).where(and(eq(workspaces.id, workspaceId), isDue));
    await forgetWorkspace(tx, workspaceId);
    return deleted.count > 0;
  });
}

/**
 * Deletes a workspace that is due, and does nothing with another. Keys go first, in a transaction of their own; then
 * the rows, in parts; at the end the workspace with all that hangs on it. May run twice, and goes on where it stopped.
 */
export async function purgeWorkspace(workspaceId: string): Promise<void> {
  const farewell = await prepareLeave(workspaceId);
  if (!(await begin(workspaceId))) return;
  await farewell?.say().catch((error: unknown) => {
    log().warn({ workspaceId, err: messageOf(error) }, "purge: the webhook at MoltFlow could not be removed");
  });
  let rows = 0;
  for (const table of largeTables) rows += await emptyTable(workspaceId, table);
  if (await end(workspaceId)) log().info({ workspaceId, rows }, "workspace purged");
}
