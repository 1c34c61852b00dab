import type postgres from "postgres";
import { systemSql } from "#db/client.ts";
import { keyedPlansIn } from "#db/keyed-plans.ts";
import { takeStarts } from "./rate.ts";
import { shareSlots } from "./share.ts";
import {
  type Allowance,
  allowance,
  dueInMs,
  gateMs,
  nextDue,
  type Turn,
  type TurnRow,
  turnColumns,
  turnOf,
} from "./turns.ts";

/** Whoever claims a delivery is done with it by then, or somebody else may claim it. */
export const leaseMs = 60_000;
/** A claim serves so many destinations at most. */
export const turnsAtOnce = 32;
/** What is due but was not to be had is held by somebody who deletes or cancels it; it is looked at again then. */
const heldByOthersMs = 250;

/** A delivery that this process has to attempt. */
export type Claimed = {
  workspaceId: string;
  id: string;
  destinationId: string;
  eventId: string;
  seq: number;
  attempts: number;
  isReplay: boolean;
  /** As the database wrote it: it proves that the delivery is still ours. */
  lease: string;
  /** How long to wait before it is sent, for the destination's rate. */
  waitMs: number;
};

/** Deliveries of one destination, begun in this order, so many of them under way at once. */
export type ClaimedBatch = {
  destinationId: string;
  workspaceId: string;
  lanes: number;
  deliveries: Claimed[];
};

/** How many slots a process has, and who gets none of them now. */
export type Room = {
  free: number;
  roomOf: (workspaceId: string) => number;
  passedOver: readonly string[];
  /** Whether a destination answers fast. */
  isQuick: (destinationId: string) => boolean;
};

export type Claim = { batches: ClaimedBatch[]; turns: number; nextMs: number | null };

type LockedTurn = Turn & { nowMs: number };
type Served = {
  turn: LockedTurn;
  inFlight: number;
  allowed: Allowance;
  granted: number;
  taken: Claimed[];
};

/**
 * Takes deliveries that are due, in fair turns over workspaces and then over destinations. One short transaction: it
 * locks the turns, so that no two processes take more of a destination together than it may get.
 *
 * @returns what was taken; how many destinations had their turn; and how long until something may be due that this
 *   process has room for, negative when it is already, null when nothing waits
 */
export function claimDeliveries(room: Room): Promise<Claim> {
  return systemSql().begin(async (sql) => {
    // A claim that a crash of the database forgets is claimed again; nothing has to wait for the disk. Asked for at once,
    // or what follows would be sent before it; both share a round trip.
    const planned = sql`select set_config('synchronous_commit', 'off', true), ${keyedPlansIn(sql)}`.execute();
    const [turns] = await Promise.all([lockTurns(sql, room.passedOver), planned]);
    if (turns.length === 0) {
      return { batches: [], turns: 0, nextMs: await dueInMs(sql, room.passedOver) };
    }
    const inFlight = await countInFlight(sql, turns);
    const allowed = turns.map((turn) => {
      const { destinationId, nowMs } = turn;
      return allowance(turn, inFlight.get(destinationId) ?? 0, nowMs, room.isQuick(destinationId));
    });
    const wants = turns.map(({ workspaceId }, index) => ({ workspaceId, want: allowed[index]?.count ?? 0 }));
    const granted = shareSlots(room.free, wants, room.roomOf);
    const taken = await takeDue(sql, turns, granted);
    const served = turns.map(
      (turn, index): Served => ({
        turn,
        inFlight: inFlight.get(turn.destinationId) ?? 0,
        allowed: allowed[index] ?? { count: 0, lanes: 0 },
        granted: granted[index] ?? 0,
        taken: taken.get(turn.destinationId) ?? [],
      }),
    );
    const [, nextMs] = await Promise.all([settleTurns(sql, served), dueInMs(sql, room.passedOver)]);
    const batches = served.filter(({ taken: own }) => own.length > 0).map(batchOf);
    return { batches, turns: turns.length, nextMs };
  });
}

/** Whose turn it is: the longest unserved of each workspace first, then the second of each. */
async function lockTurns(sql: postgres.TransactionSql, passedOver: readonly string[]): Promise<LockedTurn[]> {
  const rows = await sql<(TurnRow & { nowMs: number })[]>`
    select ${turnColumns(sql)}, (extract(epoch from now()) * 1000)::float8 as "nowMs"
    from destination_turns t
    join destinations d on d.id = t.destination_id
    join (
      select destination_id, row_number() over (partition by workspace_id order by served_at, destination_id) as nth
      from destination_turns where due_at <= now() and workspace_id <> all (${passedOver as string[]}::uuid[])
    ) o on o.destination_id = t.destination_id
    where t.due_at <= now()
    order by o.nth, t.served_at
    limit ${turnsAtOnce}
    for update of t skip locked`;
  return rows.map((row) => ({ ...turnOf(row), nowMs: row.nowMs }));
}

/**
 * Counts what is under way, after taking back what a process that died had: that attempt counts as none. A statement of
 * its own: only now, with the turns locked, does its snapshot show what others have taken.
 */
async function countInFlight(
  sql: postgres.TransactionSql,
  turns: readonly Turn[],
): Promise<Map<string, number>> {
  const rows = await sql<{ destinationId: string; inFlight: number }[]>`
    with lost as (
      update deliveries set state = case when attempts = 0 then 'pending' else 'failed' end,
        lease_until = null, due_at = now()
      where destination_id = any (${idsOf(turns)}::uuid[]) and state = 'delivering' and lease_until <= now()
    )
    select destination_id as "destinationId", count(*)::int as "inFlight" from deliveries
    where destination_id = any (${idsOf(turns)}::uuid[]) and state = 'delivering' and lease_until > now()
    group by destination_id`;
  return new Map(rows.map(({ destinationId, inFlight }) => [destinationId, inFlight]));
}

const idsOf = (turns: readonly Turn[]) => turns.map(({ destinationId }) => destinationId);

async function takeDue(
  sql: postgres.TransactionSql,
  turns: readonly LockedTurn[],
  granted: readonly number[],
): Promise<Map<string, Claimed[]>> {
  const wanted = turns.flatMap((turn, index) => (granted[index] ? [{ ...turn, count: granted[index] }] : []));
  if (wanted.length === 0) return new Map();
  const rows = await sql<(Omit<Claimed, "waitMs" | "seq"> & { seq: string })[]>`
    with wanted as (
      select * from unnest(
        ${wanted.map(({ destinationId }) => destinationId)}::uuid[], ${wanted.map(({ count }) => count)}::int[],
        ${wanted.map(({ ordered }) => String(ordered))}::text[]::boolean[]
      ) as w (destination_id, count, ordered)
    ),
    -- Once: a second look would pass over what this statement has locked and changed itself.
    due as materialized (
      select x.* from wanted w cross join lateral (
        select d.workspace_id, d.id from deliveries d
        where not w.ordered and d.destination_id = w.destination_id
          and d.state in ('pending', 'failed') and d.due_at <= now()
        order by d.due_at limit w.count for update skip locked
      ) x
      union all
      select x.workspace_id, x.id from wanted w cross join lateral (
        select h.workspace_id, h.id, bool_and(h.state <> 'delivering' and h.due_at <= now()) over (order by h.seq, h.id) as free
        from (
          select d.workspace_id, d.id, d.seq, d.state, d.due_at from deliveries d
          where w.ordered and d.destination_id = w.destination_id and d.state in ('pending', 'failed', 'delivering')
          order by d.seq, d.id limit w.count
        ) h
      ) x where x.free
    )
    update deliveries d set state = 'delivering', lease_until = now() + ${leaseMs} * interval '1 ms'
    from due where d.workspace_id = due.workspace_id and d.id = due.id and d.state in ('pending', 'failed')
    returning d.workspace_id as "workspaceId", d.id, d.destination_id as "destinationId", d.event_id as "eventId",
      d.seq::text as seq, d.attempts, d.replay_id is not null as "isReplay", d.lease_until::text as lease`;
  return Map.groupBy(
    rows.map((row) => ({ ...row, seq: Number(row.seq), waitMs: 0 })).sort(inLine),
    ({ destinationId }) => destinationId,
  );
}

const inLine = (a: Claimed, b: Claimed) => a.seq - b.seq || (a.id < b.id ? -1 : 1);

/** Says of each turn when it comes again, and how far its rate is used. */
async function settleTurns(sql: postgres.TransactionSql, served: readonly Served[]): Promise<void> {
  const settled = served.map((one) => {
    const { nowMs, rate } = one.turn;
    const { usedUntilMs } = takeStarts(rate, one.taken.length, nowMs);
    const turn = { ...one.turn, rate: { ...rate, usedUntilMs } };
    return { turn, usedUntilMs, gateMs: gateAfter(one, turn) };
  });
  const texts = (values: (number | null)[]) => values.map((value) => (value === null ? null : String(value)));
  await sql`
    update destination_turns t set served_at = now(), due_at = ${nextDue(sql)},
      rate_used_until = to_timestamp(g.used_until_ms / 1000)
    from unnest(
      ${settled.map(({ turn }) => turn.destinationId)}::uuid[], ${settled.map(({ turn }) => String(turn.ordered))}::text[]::boolean[],
      ${texts(settled.map(({ gateMs: gate }) => gate))}::float8[],
      ${texts(settled.map(({ usedUntilMs }) => usedUntilMs))}::float8[]
    ) as g (destination_id, ordered, gate_ms, used_until_ms)
    where t.destination_id = g.destination_id`;
}

/** Before when nothing more of it can be taken, whatever waits; null when only this process had no more room. */
function gateAfter({ inFlight, allowed, granted, taken }: Served, turn: LockedTurn): number | null {
  if (!turn.open) return Number.POSITIVE_INFINITY;
  const gate = gateMs(turn);
  const left = allowance(turn, inFlight + taken.length, turn.nowMs, false).count;
  // Whoever finishes one lowers the turn again; the end of a lease is under it.
  if (left === 0) return gate !== null && gate > turn.nowMs ? gate : turn.nowMs + leaseMs;
  if (granted > taken.length && allowed.count > 0) return Math.max(gate ?? 0, turn.nowMs + heldByOthersMs);
  return gate;
}

function batchOf({ turn, allowed: { lanes }, taken }: Served): ClaimedBatch {
  const { workspaceId, destinationId, rate, nowMs } = turn;
  const { startsMs } = takeStarts(rate, taken.length, nowMs);
  const deliveries = taken.map((one, index) => ({
    ...one,
    waitMs: Math.max(0, Math.ceil((startsMs[index] ?? nowMs) - nowMs)),
  }));
  return { workspaceId, destinationId, lanes, deliveries };
}
