import { and, eq, gt, inArray, min, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { alerts } from "#db/schema/index.ts";
import type { DueAlert } from "./due-alerts.ts";
import type { AlertTarget } from "./turns.ts";

type Counted = Pick<DueAlert, "id" | "times">;
/** `againAt`: when what came meanwhile is told. */
type Settled = Counted & { againAt: Date };

const ofTarget = ({ workspaceId, userId, channel }: AlertTarget) =>
  and(eq(alerts.workspaceId, workspaceId), eq(alerts.userId, userId), eq(alerts.channel, channel));

/** In the order in which the fan-out writes them, so that the two never wait for each other. */
const lock = (tx: Transaction, target: AlertTarget, ids: readonly string[]) =>
  tx
    .select({ id: alerts.id })
    .from(alerts)
    .where(and(ofTarget(target), inArray(alerts.id, [...ids])))
    .orderBy(alerts.subscriptionId, alerts.about)
    .for("update");

/** Forgets news as far as they were counted: what came meanwhile stays. */
export async function forgetAlerts(
  tx: Transaction,
  target: AlertTarget,
  counted: readonly Settled[],
): Promise<void> {
  if (counted.length === 0) return;
  await lock(
    tx,
    target,
    counted.map(({ id }) => id),
  );
  const rows = JSON.stringify(
    counted.map(({ id, times, againAt }) => ({ id, times, again_at: againAt.toISOString() })),
  );
  const list = sql`jsonb_to_recordset(${rows}::jsonb) as counted(id uuid, times integer, again_at timestamptz)`;
  await tx.execute(sql`delete from alerts using ${list} where alerts.id = counted.id and ${ofTarget(target)}
    and alerts.times <= counted.times`);
  await tx.execute(sql`update alerts set times = alerts.times - counted.times, first_at = now(),
    due_at = counted.again_at, reached = '{}'
    from ${list} where alerts.id = counted.id and ${ofTarget(target)}`);
}

/** What somebody has not been told when they may not enter any more, they never are. */
export async function forgetAll(tx: Transaction, target: AlertTarget): Promise<void> {
  await tx.delete(alerts).where(ofTarget(target));
}

/** Has news wait until the reader wants to be told. */
export async function putOffAlerts(
  tx: Transaction,
  target: AlertTarget,
  putOff: readonly { id: string; dueAt: Date }[],
): Promise<void> {
  if (putOff.length === 0) return;
  const ids = putOff.map(({ id }) => id);
  await lock(tx, target, ids);
  const rows = JSON.stringify(putOff.map(({ id, dueAt }) => ({ id, due_at: dueAt.toISOString() })));
  await tx.execute(sql`update alerts set due_at = later.due_at
    from jsonb_to_recordset(${rows}::jsonb) as later(id uuid, due_at timestamptz)
    where alerts.id = later.id and ${ofTarget(target)}`);
}

/** Notes which browsers took what news, so that a second try leaves them in peace. */
export async function noteReached(
  tx: Transaction,
  target: AlertTarget,
  alertsTold: readonly Counted[],
  browserIds: readonly string[],
): Promise<void> {
  if (browserIds.length === 0) return;
  await lock(
    tx,
    target,
    alertsTold.map(({ id }) => id),
  );
  const rows = JSON.stringify(alertsTold.map(({ id, times }) => ({ id, times })));
  const marks = sql`array(select browser || ':' || counted.times from unnest(${sql.param([...browserIds])}::text[]) as browser)`;
  await tx.execute(sql`update alerts set reached = alerts.reached || ${marks}
    from jsonb_to_recordset(${rows}::jsonb) as counted(id uuid, times integer)
    where alerts.id = counted.id and ${ofTarget(target)}`);
}

/** When the next of a member's news on a channel are due; null when there are none. */
export async function nextDue(tx: Transaction, target: AlertTarget): Promise<Date | null> {
  const [next] = await tx
    .select({ at: min(alerts.dueAt) })
    .from(alerts)
    .where(and(ofTarget(target), gt(alerts.times, 0)));
  return next?.at ?? null;
}
