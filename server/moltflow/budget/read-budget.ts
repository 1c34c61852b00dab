import { forecast } from "./forecast.ts";
import { type Budget, usedOf } from "./schedule.ts";
import { type Loaded, nudgeEveryMs, readBudgetOf, type Tenant } from "./store.ts";
import { type BudgetClass, budgetClasses } from "./turn.ts";

/** How an account's minute stands. Instants are epoch milliseconds; waits are counted from now. */
export type BudgetStatus = {
  perMinute: number;
  /** Calls within MoltFlow's minute, never more than `perMinute`. */
  used: number;
  /** Of those, calls that no Moltdesk of ours made. */
  foreign: number;
  pausedForMs: number | null;
  queue: Record<BudgetClass, number>;
  /** The next call of the lane that is asked about: how many go before it, and in how long it goes if that is known. */
  mine: { ahead: number; inMs: number | null } | null;
  /** In how long a screen that hears of every nudge has to look again all the same; null: not before it hears of one. */
  changesInMs: number | null;
};

/** Calls that leave the minute shortly after one another are one change for a screen. */
const leavingEveryMs = 10_000;

/** What the account's budget looks like now, for somebody whose calls stand in `lane`. Costs no call. */
export async function readBudget(tenant: Tenant, lane: string | null): Promise<BudgetStatus> {
  const loaded = await readBudgetOf(tenant);
  if (!loaded) {
    const queue = { send: 0, read: 0, sync: 0, bulk: 0 };
    const nothing = { used: 0, foreign: 0, pausedForMs: null, queue, mine: null, changesInMs: null };
    return { perMinute: tenant.requestsPerMinute, ...nothing };
  }
  const { budget, nowMs } = loaded;
  const used = usedOf(budget, nowMs);
  const ours = usedOf({ ...budget, foreign: { calls: 0, untilMs: 0 } }, nowMs);
  const count = (of: BudgetClass) => budget.waiting.filter((ticket) => ticket.class === of).length;
  return {
    perMinute: budget.perMinute,
    used,
    foreign: used - ours,
    pausedForMs: budget.pausedUntilMs > nowMs ? Math.ceil(budget.pausedUntilMs - nowMs) : null,
    queue: Object.fromEntries(budgetClasses.map((of) => [of, count(of)])) as Record<BudgetClass, number>,
    mine: lane === null ? null : mineOf(budget, lane, nowMs),
    changesInMs: changesInMs(loaded),
  };
}

/** What comes without a call: turns and pauses end, whoever died in line is dropped, and a nudge may have left some out. */
function changesInMs({ budget, turns, nowMs, nudgedAtMs }: Loaded): number | null {
  const leaving = [...budget.granted.map(({ countsUntilMs }) => countsUntilMs), budget.foreign.untilMs];
  const firstLeaves = Math.min(...leaving.filter((atMs) => atMs > nowMs));
  const waiting = turns.filter(({ grantedAt }) => grantedAt === null);
  const changes = [
    Math.max(firstLeaves, nowMs + leavingEveryMs),
    nudgedAtMs + nudgeEveryMs,
    budget.pausedUntilMs,
    ...waiting.map(({ keptUntil }) => keptUntil.getTime()),
  ];
  const nextMs = Math.min(...changes.filter((atMs) => atMs > nowMs));
  return Number.isFinite(nextMs) ? Math.ceil(nextMs - nowMs) : null;
}

function mineOf(budget: Budget, lane: string, nowMs: number): BudgetStatus["mine"] {
  const own = new Set(budget.waiting.filter((ticket) => ticket.lane === lane).map(({ id }) => id));
  if (own.size === 0) return null;
  const order = [...forecast(budget, nowMs)];
  const ahead = order.findIndex(([id]) => own.has(id));
  const first = order[ahead];
  if (!first) return { ahead: order.length, inMs: null };
  return { ahead, inMs: Math.max(0, Math.ceil(first[1] - nowMs)) };
}
