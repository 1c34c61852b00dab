import { and, eq, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { connections, labelSyncs } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { MoltflowError } from "#server/moltflow/index.ts";
import { syncLabelsJob } from "./sync-job.ts";
import type { SyncRun } from "./sync-run.ts";

/** Older than this, labels are read again when somebody looks at them. */
const freshForMs = 15 * 60_000;
/** After a failure nobody's look asks again this soon; the button does. */
const pauseAfterFailureMs = 60_000;
/** A run without a sign of life for this long, beyond what it waits for, has died. */
const diedAfterMs = 10 * 60_000;

/**
 * Starts reading the labels from MoltFlow, in the background and in the budget's class for syncs, unless that is under
 * way or, without `force`, not needed yet. Nothing happens where nothing is connected. @returns whether it started
 */
export async function startSync(
  tx: Transaction,
  workspaceId: string,
  { force = false } = {},
): Promise<boolean> {
  const [connection] = await tx
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt)));
  if (!connection) return false;
  const run: SyncRun = { workspaceId, connectionId: connection.id, run: newId() };
  if (!(await claim(tx, run, force))) return false;
  await enqueue(tx, syncLabelsJob, { ...run, left: null });
  await nudge(tx, workspaceId, "labels");
  return true;
}

/** Where MoltFlow may have done what it did not confirm, or has something no more, all are read again. @throws the error */
export async function doubtLabels(workspaceId: string, error: unknown): Promise<never> {
  const cause = error instanceof DomainError ? error.cause : error;
  if (cause instanceof MoltflowError && (cause.outcome === "unknown" || cause.kind === "not_found")) {
    await inTenant(workspaceId, (tx) => startSync(tx, workspaceId, { force: true }));
  }
  throw error;
}

async function claim(tx: Transaction, run: SyncRun, force: boolean): Promise<boolean> {
  const now = Date.now();
  const before = (ms: number) => new Date(now - ms);
  const { state, movedAt, finishedAt, waitsUntil } = labelSyncs;
  const isFree = or(
    ne(state, "running"),
    sql`greatest(${movedAt}, ${waitsUntil}) < ${before(diedAfterMs).toISOString()}::timestamptz`,
  );
  const isDue = or(
    and(eq(state, "failed"), lt(movedAt, before(pauseAfterFailureMs))),
    and(eq(state, "done"), or(isNull(finishedAt), lt(finishedAt, before(freshForMs)))),
    eq(state, "running"),
  );
  const fresh = {
    ...{ run: run.run, state: "running" as const, startedAt: new Date(now), movedAt: new Date(now) },
    ...{ waitsUntil: null, labelsTotal: 0, labelsDone: 0, failure: null },
  };
  const { workspaceId, connectionId } = run;
  const claimed = await tx
    .insert(labelSyncs)
    .values({ workspaceId, connectionId, ...fresh })
    .onConflictDoUpdate({
      target: [labelSyncs.workspaceId, labelSyncs.connectionId],
      set: fresh,
      setWhere: and(isFree, force ? undefined : isDue),
    })
    .returning({ run: labelSyncs.run });
  return claimed.length > 0;
}
