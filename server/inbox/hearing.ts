import { and, asc, count, eq, gt, max, sql } from "drizzle-orm";
import { systemSql, type Transaction } from "#db/client.ts";
import { keyedPlans } from "#db/keyed-plans.ts";
import { events, hearingCursors, inboxes } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { metrics } from "#server/core/metrics.ts";
import { type EventFollower, followEvents } from "#server/jobs/follow-events.ts";
import { enqueue } from "#server/jobs/index.ts";
import { type Batch, hearBatch, isTrusted, itsInbox } from "./hear-batch.ts";
import { processEvents } from "./jobs.ts";

/** Workspaces that a process hears at once. */
const atOnce = 3;
/** A workspace that never ends rests half of the time: accepting events and delivering them need the database too. */
const restShare = 1;
/** A turn costs a dozen statements, for one event nearly as much as for fifty; people do not see a twentieth of a second. */
const busyRestMs = 50;
/** Events of a turn at most. */
const maxEvents = 200;

/** Hears events as they are accepted, for every workspace in turn. */
export const startHearing = (): EventFollower =>
  followEvents({ work: "hearing", atOnce, restShare, busyRestMs, take: hearTurn, findBehind });

/**
 * Hears a workspace's next events. What they change commits together with how far the workspace was read. A batch that
 * cannot be heard becomes a job of its own and is passed over.
 * @returns "later" while another process is at it, "more" when the turn ended before the events did
 */
export async function hearTurn(workspaceId: string): Promise<"done" | "more" | "later"> {
  const unheard = await findUnheard(workspaceId);
  if (!unheard) return "done";
  let failed: Batch | undefined;
  let newest: Date | null = null;
  const hear = async (tx: Transaction, batch: Batch) => {
    failed = batch;
    newest = await hearBatch(tx, batch);
  };
  try {
    const turn = await inTenant(workspaceId, (tx) => readOn(tx, workspaceId, unheard, hear));
    noteLag(newest);
    return turn;
  } catch (error) {
    // Before there was a batch, it is the database that is in trouble, and not what the batch says.
    if (!failed) throw error;
    log().warn({ ...failed, err: messageOf(error) }, "events could not be heard; a job tries it again");
    return await inTenant(workspaceId, (tx) =>
      readOn(tx, workspaceId, unheard, (_, batch) => enqueue(tx, processEvents, batch)),
    );
  }
}

type Unheard = { trustedSeq: number; hasCursor: boolean };

async function readOn(
  tx: Transaction,
  workspaceId: string,
  { trustedSeq, hasCursor }: Unheard,
  hear: (tx: Transaction, batch: Batch) => Promise<void>,
): Promise<"done" | "more" | "later"> {
  const throughSeq = await takeCursor(tx, workspaceId, { trustedSeq, hasCursor });
  if (throughSeq === null) return "later";
  const toSeq = await endOfTurn(tx, workspaceId, throughSeq, trustedSeq);
  if (toSeq < trustedSeq) await moveCursor(tx, workspaceId, toSeq);
  await hear(tx, { workspaceId, fromSeq: throughSeq + 1, toSeq });
  return toSeq < trustedSeq ? "more" : "done";
}

/** Whether events wait: by the owner, because a tenant does not see the counter, and before anything is locked. */
async function findUnheard(workspaceId: string): Promise<Unheard | null> {
  const [row] = await systemSql()<{ trusted_seq: string; has_cursor: boolean }[]>`
    select c.trusted_seq, h.workspace_id is not null as has_cursor
    from workspace_counters c left join hearing_cursors h using (workspace_id)
    where c.workspace_id = ${workspaceId} and c.trusted_seq > coalesce(h.through_seq, 0)`;
  return row ? { trustedSeq: Number(row.trusted_seq), hasCursor: row.has_cursor } : null;
}

/**
 * Takes the workspace's cursor until commit and moves it to the end.
 * @returns where it stood; null while somebody else has it, or has moved it already
 */
async function takeCursor(tx: Transaction, workspaceId: string, { trustedSeq, hasCursor }: Unheard) {
  if (!hasCursor) await tx.insert(hearingCursors).values({ workspaceId }).onConflictDoNothing();
  const [taken] = await tx.execute<{ through_seq: string }>(sql`
    update hearing_cursors c set through_seq = ${trustedSeq}
    from (select workspace_id from hearing_cursors where workspace_id = ${workspaceId} for update skip locked) free
    where c.workspace_id = free.workspace_id and c.through_seq < ${trustedSeq}
    returning old.through_seq, ${keyedPlans}`);
  return taken ? Number(taken.through_seq) : null;
}

const moveCursor = (tx: Transaction, workspaceId: string, throughSeq: number) =>
  tx.update(hearingCursors).set({ throughSeq }).where(eq(hearingCursors.workspaceId, workspaceId));

/** Where a turn ends: many events of other inboxes may lie between those that it hears. */
async function endOfTurn(tx: Transaction, workspaceId: string, throughSeq: number, trustedSeq: number) {
  if (trustedSeq - throughSeq <= maxEvents) return trustedSeq;
  const next = tx
    .select({ seq: events.seq })
    .from(events)
    .innerJoin(inboxes, itsInbox)
    .where(and(eq(events.workspaceId, workspaceId), gt(events.seq, throughSeq), isTrusted))
    .orderBy(asc(events.seq))
    .limit(maxEvents)
    .as("next");
  const [end] = await tx.select({ seq: max(next.seq), count: count() }).from(next);
  return end?.count === maxEvents ? (end.seq ?? trustedSeq) : trustedSeq;
}

function noteLag(newest: Date | null): void {
  if (newest) metrics().hearingLagSeconds.observe((Date.now() - newest.getTime()) / 1000);
}

/** Workspaces with events that were not heard yet. */
async function findBehind(): Promise<string[]> {
  const rows = await systemSql()<{ workspace_id: string }[]>`
    select c.workspace_id from workspace_counters c left join hearing_cursors h using (workspace_id)
    where c.trusted_seq > coalesce(h.through_seq, 0)`;
  return rows.map(({ workspace_id }) => workspace_id);
}
