import type { BudgetClass } from "./turn.ts";
import { budgetClasses } from "./turn.ts";

/** A call that waits for its turn. One that is not `present` keeps its place, and gets no turn until it is back. */
export type Waiting = {
  id: string;
  class: BudgetClass;
  lane: string;
  sessionId: string | null;
  queuedAtMs: number;
  present: boolean;
};

/** A call that had its turn. Until `countsUntilMs` it may be part of MoltFlow's minute. */
export type Granted = { id: string; class: BudgetClass; lane: string; atMs: number; countsUntilMs: number };

/** All that decides whose turn it is. Instants are epoch milliseconds; 0 is long ago. */
export type Budget = {
  perMinute: number;
  /** Calls of others with the same account, and until when they count. */
  foreign: { calls: number; untilMs: number };
  pausedUntilMs: number;
  sessionPauses: Readonly<Record<string, number>>;
  pacedUntilMs: number;
  /** Turns that others had while a class waited. */
  passedOver: Readonly<Record<BudgetClass, number>>;
  granted: readonly Granted[];
  waiting: readonly Waiting[];
};

const windowMs = 60_000;
/** A call that is never answered may have reached MoltFlow this much later than it was allowed to go. */
const longestOnTheWayMs = 20_000;
/** What is left of a minute is not cut closer than this: clocks are not that equal. */
export const clockSlackMs = 250;
/** How long a call counts once MoltFlow has answered it, hence had it. */
export const countedMs = windowMs + clockSlackMs;

/** After so many turns of others a class that waits comes first, whatever its rank. */
const floors: Record<BudgetClass, number> = { send: Number.POSITIVE_INFINITY, read: 4, sync: 10, bulk: 20 };

/** A part of the minute that only people's acts may use. */
const keptForSends = (perMinute: number) => Math.min(Math.ceil(perMinute / 10), Math.floor(perMinute / 2));
/** A part that only people may use. */
const keptForPeople = (perMinute: number) => Math.min(Math.max(1, Math.floor(perMinute / 6)), perMinute - 1);

const isPaced = (budgetClass: BudgetClass) => budgetClass === "sync" || budgetClass === "bulk";

/** Even, so that their calls leave the minute one by one and a person who comes late waits for one of them only. */
const paceMs = (perMinute: number) => Math.ceil(countedMs / (perMinute - keptForPeople(perMinute)));

/** Calls within MoltFlow's minute, never more than the plan allows. */
export function usedOf({ perMinute, granted, foreign }: Budget, nowMs: number): number {
  const ours = granted.filter(({ countsUntilMs }) => countsUntilMs > nowMs).length;
  return Math.min(perMinute, ours + (foreign.untilMs > nowMs ? foreign.calls : 0));
}

/** Gives turns to whoever may have one now, in the order in which they may go. */
export function grantTurns(budget: Budget, nowMs: number): { budget: Budget; turns: Granted[] } {
  const turns: Granted[] = [];
  let now = budget;
  // A millisecond apart at least, so that it is known whose turn was the last.
  let atMs = Math.max(nowMs - 1, ...budget.granted.map((turn) => turn.atMs));
  for (let next = pick(now, nowMs); next; next = pick(now, nowMs)) {
    const { id, class: of, lane } = next;
    atMs += 1;
    const turn = { id, class: of, lane, atMs, countsUntilMs: atMs + countedMs + longestOnTheWayMs };
    turns.push(turn);
    now = afterTurn(now, turn);
  }
  return { budget: now, turns };
}

/** When somebody who waits may get a turn that they cannot get now; null when nobody has to wait for anything. */
export function nextChangeMs(budget: Budget, nowMs: number): number | null {
  if (budget.waiting.length === 0) return null;
  if (budget.pausedUntilMs > nowMs) return budget.pausedUntilMs;
  const changes = [
    ...budget.granted.map(({ countsUntilMs }) => countsUntilMs),
    ...Object.values(budget.sessionPauses),
    ...(budget.foreign.calls > 0 ? [budget.foreign.untilMs] : []),
    ...(budget.waiting.some((ticket) => isPaced(ticket.class)) ? [budget.pacedUntilMs] : []),
  ].filter((atMs) => atMs > nowMs);
  return changes.length === 0 ? null : Math.min(...changes);
}

function pick(budget: Budget, nowMs: number): Waiting | null {
  if (budget.pausedUntilMs > nowMs) return null;
  for (const of of ranked(budget)) {
    if (!hasRoom(budget, of, nowMs)) continue;
    const ticket = nextOf(budget, of, nowMs);
    if (ticket) return ticket;
  }
  return null;
}

/** Classes that were passed over too often, then all of them by rank. */
function ranked({ passedOver }: Budget): BudgetClass[] {
  const due = budgetClasses.filter((of) => passedOver[of] >= floors[of]);
  return [...due, ...budgetClasses.filter((of) => !due.includes(of))];
}

/** A class that is due skips the pace; one that is due for long finds that people's acts alone fill the minute. */
function hasRoom(budget: Budget, of: BudgetClass, nowMs: number): boolean {
  const { perMinute, passedOver, pacedUntilMs } = budget;
  const waitedFor = passedOver[of] / floors[of];
  const room = perMinute - usedOf(budget, nowMs);
  if (of === "send" || waitedFor >= 2) return room > 0;
  if (!isPaced(of) || waitedFor >= 1) return room > keptForSends(perMinute);
  return nowMs >= pacedUntilMs && room > keptForPeople(perMinute);
}

/** Lanes take turns: whoever's last turn is longest ago, then whoever has waited longest. */
function nextOf(budget: Budget, of: BudgetClass, nowMs: number): Waiting | null {
  const lastTurns = new Map<string, number>();
  for (const { class: had, lane, atMs } of budget.granted) {
    if (had === of) lastTurns.set(lane, Math.max(atMs, lastTurns.get(lane) ?? 0));
  }
  const order = budget.waiting
    .filter((ticket) => ticket.class === of)
    .toSorted((a, b) => a.queuedAtMs - b.queuedAtMs || (a.id < b.id ? -1 : 1));
  const free = order.filter(
    (ticket, at) => ticket.present && !isHeldUp(budget, order.slice(0, at), ticket, nowMs),
  );
  const [first] = free.toSorted((a, b) => (lastTurns.get(a.lane) ?? -1) - (lastTurns.get(b.lane) ?? -1));
  return first ?? null;
}

/** By its number's pause, or by an earlier message of the same author that is away: those must not be overtaken. */
function isHeldUp(budget: Budget, before: Waiting[], ticket: Waiting, nowMs: number): boolean {
  const { class: of, sessionId, lane } = ticket;
  if (of !== "send" || sessionId === null) return false;
  if ((budget.sessionPauses[sessionId] ?? 0) > nowMs) return true;
  return before.some((other) => other.lane === lane && other.sessionId === sessionId && !other.present);
}

function afterTurn(budget: Budget, turn: Granted): Budget {
  const waiting = budget.waiting.filter(({ id }) => id !== turn.id);
  const isWaiting = (of: BudgetClass) => waiting.some((ticket) => ticket.class === of);
  const count = (of: BudgetClass) => (of === turn.class || !isWaiting(of) ? 0 : budget.passedOver[of] + 1);
  return {
    ...budget,
    waiting,
    granted: [...budget.granted, turn],
    passedOver: { send: 0, read: count("read"), sync: count("sync"), bulk: count("bulk") },
    pacedUntilMs: isPaced(turn.class) ? turn.atMs + paceMs(budget.perMinute) : budget.pacedUntilMs,
  };
}
