import type postgres from "postgres";
import { systemSql } from "#db/client.ts";
import { keyedPlansIn } from "#db/keyed-plans.ts";
import { countHours } from "./hours.ts";
import { type Result, toRow } from "./result.ts";
import { turnAfter } from "./turn-after.ts";
import { gateMs, nextDue, type Turn, type TurnRow, turnColumns, turnOf } from "./turns.ts";
import type { Verdict } from "./verdict.ts";

export type Attempted = Extract<Result, { kind: "attempted" }>;

/** What a batch changed. */
export type Finished = {
  /** For each result, in order: whether it was still ours to end. */
  ours: boolean[];
  /**
   * Destinations as they stand now, with what their attempts said, and how long until something of them may be due:
   * negative when it is already, null when nothing waits.
   */
  turns: (TurnAfter & { nextMs: number | null })[];
};

type TurnAfter = { turn: Turn; verdicts: Verdict[]; nowMs: number };

type Recorded = { workspaceId: string; id: string; ended: boolean };

/**
 * Writes results in one transaction: attempts, what became of the deliveries, and the destinations' turns. What was
 * cancelled meanwhile stays so, and what somebody else has taken since is theirs. The turns are locked first, in one
 * order, so that whether something waits is seen as it is.
 */
export function finishDeliveries(results: readonly Result[]): Promise<Finished> {
  return systemSql().begin(async (sql) => {
    // Asked for at once, or what follows would be sent before it; all three share a round trip.
    const planned = sql`select ${keyedPlansIn(sql)}`.execute();
    const [turns, recorded] = await Promise.all([
      lockTurns(sql, results),
      writeResults(sql, results),
      planned,
    ]);
    const found = new Map(recorded.map((row) => [row.id, row]));
    const attempted = results.filter(
      (result): result is Attempted => result.kind === "attempted" && found.has(result.claimed.id),
    );
    const byDestination = Map.groupBy(attempted, ({ claimed }) => claimed.destinationId);
    const after = turns.map(({ turn, nowMs }) => {
      const verdicts = (byDestination.get(turn.destinationId) ?? []).map(({ verdict }) => verdict);
      return { turn: turnAfter(turn, verdicts, nowMs), verdicts, nowMs };
    });
    const [nextMsOf] = await Promise.all([writeTurns(sql, after), countHours(sql, attempted)]);
    const ours = results.map(({ claimed }) => found.get(claimed.id)?.ended ?? false);
    return {
      ours,
      turns: after.map((one) => ({ ...one, nextMs: nextMsOf.get(one.turn.destinationId) ?? null })),
    };
  });
}

async function lockTurns(
  sql: postgres.TransactionSql,
  results: readonly Result[],
): Promise<{ turn: Turn; nowMs: number }[]> {
  const ids = [...new Set(results.map(({ claimed }) => claimed.destinationId))];
  const rows = await sql<(TurnRow & { nowMs: number })[]>`
    select ${turnColumns(sql)}, (extract(epoch from clock_timestamp()) * 1000)::float8 as "nowMs"
    from destination_turns t join destinations d on d.id = t.destination_id
    where t.destination_id = any (${ids}::uuid[]) order by t.destination_id for update of t`;
  return rows.map((row) => ({ turn: turnOf(row), nowMs: row.nowMs }));
}

async function writeResults(sql: postgres.TransactionSql, results: readonly Result[]): Promise<Recorded[]> {
  return sql<Recorded[]>`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(results.map(toRow))}::text::jsonb) as g (
        "workspaceId" uuid, id uuid, "destinationId" uuid, lease timestamptz, state text, attempted boolean,
        number int, "dueInMs" float8, "startedAt" timestamptz, "durationMs" int, "firstByteMs" int, address text,
        status int, error text, detail text, headers jsonb, body text, cut boolean)
    ),
    changed as (
      update deliveries d set
        state = case when d.state = 'cancelled' then d.state else g.state end,
        attempts = g.number, lease_until = null,
        due_at = case when g."dueInMs" is null then d.due_at else now() + g."dueInMs" * interval '1 ms' end,
        last_status = case when g.attempted then g.status else d.last_status end,
        last_error = case when g.attempted then g.error else d.last_error end,
        ended_at = case when d.state = 'cancelled' then d.ended_at
          when g.state in ('delivered', 'dead', 'blocked') then now() end
      from given g
      where d.workspace_id = g."workspaceId" and d.id = g.id and (
        (d.state = 'delivering' and d.lease_until = g.lease)
        or (d.state = 'cancelled' and g.attempted and d.attempts < g.number))
      returning d.workspace_id, d.id, d.state <> 'cancelled' as ended
    ),
    tried as (
      insert into delivery_attempts (workspace_id, delivery_id, number, started_at, duration_ms, first_byte_ms,
        address, status, error, detail, response_headers, response_body, response_cut)
      select c.workspace_id, c.id, g.number, g."startedAt", g."durationMs", g."firstByteMs",
        g.address, g.status, g.error, g.detail, g.headers, decode(g.body, 'base64'), g.cut
      from changed c join given g on g.id = c.id where g.attempted
      on conflict do nothing
    )
    select workspace_id as "workspaceId", id, ended from changed`;
}

/** @returns for each destination how long until something may be due, as `Finished` has it */
async function writeTurns(
  sql: postgres.TransactionSql,
  after: readonly TurnAfter[],
): Promise<Map<string, number | null>> {
  const rows = after.map(({ turn, verdicts }) => ({
    destinationId: turn.destinationId,
    ordered: turn.ordered,
    gateMs: turn.open ? gateMs(turn) : null,
    open: turn.open,
    openUntilMs: turn.breaker.openUntilMs,
    slowUntilMs: turn.slowUntilMs,
    failuresInRow: turn.breaker.failuresInRow,
    failingSinceMs: turn.illness.failingSinceMs,
    deadInRow: turn.illness.deadInRow,
    alertedPercent: turn.alertedPercent,
    succeeded: verdicts.some(({ healthy }) => healthy === true),
    failed: verdicts.some(({ healthy }) => healthy === false),
  }));
  const written = await sql<{ destinationId: string; nextMs: number | null }[]>`
    with g as materialized (
      select "destinationId" as destination_id, ordered,
        case when open then "gateMs" else 'infinity'::float8 end as gate_ms, "openUntilMs", "slowUntilMs",
        "failuresInRow", "failingSinceMs", "deadInRow", "alertedPercent", succeeded, failed
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (
        "destinationId" uuid, ordered boolean, open boolean, "gateMs" float8, "openUntilMs" float8,
        "slowUntilMs" float8, "failuresInRow" int, "failingSinceMs" float8, "deadInRow" int, "alertedPercent" int,
        succeeded boolean, failed boolean)
    )
    update destination_turns t set
      due_at = ${nextDue(sql)},
      open_until = to_timestamp(g."openUntilMs" / 1000), slow_until = to_timestamp(g."slowUntilMs" / 1000),
      failures_in_row = g."failuresInRow", failing_since = to_timestamp(g."failingSinceMs" / 1000),
      dead_in_row = g."deadInRow", alerted_percent = g."alertedPercent",
      last_success_at = case when g.succeeded then now() else t.last_success_at end,
      last_failure_at = case when g.failed then now() else t.last_failure_at end
    from g where t.destination_id = g.destination_id
    returning t.destination_id as "destinationId",
      (extract(epoch from t.due_at - clock_timestamp()) * 1000)::float8 as "nextMs"`;
  return new Map(written.map(({ destinationId, nextMs }) => [destinationId, nextMs]));
}
