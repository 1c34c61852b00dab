import type postgres from "postgres";
import { allowedByBreaker, type Breaker } from "./breaker.ts";
import type { Illness } from "./health.ts";
import { nextStartKnownMs, type Rate, startsWithin } from "./rate.ts";

/** The columns of `destination_turns` that decide, and the settings they go with. Instants in epoch milliseconds. */
export type TurnRow = {
  workspaceId: string;
  destinationId: string;
  /** Whether it takes deliveries: it is neither disabled nor deleted. */
  open: boolean;
  ratePerSecond: number | null;
  concurrency: number;
  ordered: boolean;
  rateUsedUntilMs: number | null;
  openUntilMs: number | null;
  slowUntilMs: number | null;
  failuresInRow: number;
  failingSinceMs: number | null;
  deadInRow: number;
  alertedPercent: number;
};

/** A destination whose turn a transaction has locked. */
export type Turn = {
  workspaceId: string;
  destinationId: string;
  open: boolean;
  concurrency: number;
  ordered: boolean;
  rate: Rate;
  breaker: Breaker;
  slowUntilMs: number | null;
  illness: Illness;
  alertedPercent: number;
};

/** The columns of a `TurnRow`, for a statement that reads `destination_turns t` and `destinations d`. */
export const turnColumns = (sql: postgres.Sql | postgres.TransactionSql) => sql`
  t.workspace_id as "workspaceId", t.destination_id as "destinationId",
  d.disabled_at is null and d.deleted_at is null as open,
  d.rate_per_second as "ratePerSecond", d.concurrency, d.ordered,
  (extract(epoch from t.rate_used_until) * 1000)::float8 as "rateUsedUntilMs",
  (extract(epoch from t.open_until) * 1000)::float8 as "openUntilMs",
  (extract(epoch from t.slow_until) * 1000)::float8 as "slowUntilMs",
  t.failures_in_row as "failuresInRow",
  (extract(epoch from t.failing_since) * 1000)::float8 as "failingSinceMs",
  t.dead_in_row as "deadInRow", t.alerted_percent as "alertedPercent"`;

export const turnOf = (row: TurnRow): Turn => ({
  workspaceId: row.workspaceId,
  destinationId: row.destinationId,
  open: row.open,
  concurrency: row.concurrency,
  ordered: row.ordered,
  rate: { perSecond: row.ratePerSecond, usedUntilMs: row.rateUsedUntilMs },
  breaker: { failuresInRow: row.failuresInRow, openUntilMs: row.openUntilMs },
  slowUntilMs: row.slowUntilMs,
  illness: { failingSinceMs: row.failingSinceMs, deadInRow: row.deadInRow },
  alertedPercent: row.alertedPercent,
});

/** Deliveries for a lane, which sends them one after the other; several together cost the database a fraction. */
const orderedLaneLength = 16;
const quickLaneLength = 8;

/** What may be taken of a destination: how many deliveries, and how many of them may be under way at once. */
export type Allowance = { count: number; lanes: number };

/**
 * What may be taken of a destination now, with `inFlight` of its deliveries taken already.
 * @param isQuick whether it answers so fast that what waits in a lane hardly waits
 */
export function allowance(turn: Turn, inFlight: number, nowMs: number, isQuick: boolean): Allowance {
  const { open, ordered, concurrency, rate, breaker } = turn;
  if (!open) return { count: 0, lanes: 0 };
  // One that is not well gets one at a time, and no more in its lane.
  const byHealth = Math.min(
    allowedByBreaker(breaker, nowMs),
    isSlow(turn, nowMs) ? 1 : Number.POSITIVE_INFINITY,
  );
  const lanes = Math.max(0, Math.min(ordered ? 1 : concurrency, byHealth) - inFlight);
  const laneLength = ordered ? orderedLaneLength : isQuick ? quickLaneLength : 1;
  return { lanes, count: Math.min(lanes * laneLength, byHealth, startsWithin(rate, nowMs)) };
}

const isSlow = ({ slowUntilMs }: Turn, nowMs: number) => slowUntilMs !== null && nowMs < slowUntilMs;

/** From when on its rate and its breaker let something through; null when they do already. */
export function gateMs({ rate, breaker }: Turn): number | null {
  const gates = [nextStartKnownMs(rate), breaker.openUntilMs].filter((gate) => gate !== null);
  return gates.length === 0 ? null : Math.max(...gates);
}

/**
 * When something of the destination `t` may be due: the earliest that waits, or the head of the line, though not before
 * `g.gate_ms`, or when the earliest lease ends; null when nothing is open. For a statement that has `t.destination_id`,
 * `g.ordered` and `g.gate_ms`, in a transaction that holds the turn.
 */
export const nextDue = (sql: postgres.TransactionSql) => sql`
  nullif(least(
    (select min(l.lease_until) from deliveries l where l.destination_id = t.destination_id and l.state = 'delivering'),
    case when g.ordered then
      (select case when h.state <> 'delivering' then greatest(h.due_at, to_timestamp(g.gate_ms / 1000)) end
        from deliveries h
        where h.destination_id = t.destination_id and h.state in ('pending', 'failed', 'delivering')
        order by h.seq, h.id limit 1)
    else
      (select greatest(w.due_at, to_timestamp(g.gate_ms / 1000)) from deliveries w
        where w.destination_id = t.destination_id and w.state in ('pending', 'failed')
        order by w.due_at limit 1)
    end), 'infinity')`;

/** How long until something may be due, negative when it is already; null when nothing waits. */
export async function dueInMs(
  sql: postgres.TransactionSql,
  exceptWorkspaces: readonly string[],
): Promise<number | null> {
  const [row] = await sql<{ ms: number | null }[]>`
    select (extract(epoch from min(due_at) - clock_timestamp()) * 1000)::float8 as ms from destination_turns
    where due_at is not null and workspace_id <> all (${exceptWorkspaces as string[]}::uuid[])`;
  return row?.ms ?? null;
}
