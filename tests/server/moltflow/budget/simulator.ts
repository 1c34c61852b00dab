import type { Waiting } from "#server/moltflow/budget/schedule.ts";
import {
  type Budget,
  countedMs,
  type Granted,
  grantTurns,
  nextChangeMs,
} from "#server/moltflow/budget/schedule.ts";

export type Arrival = Pick<Waiting, "class" | "lane" | "sessionId"> & { atMs: number };

export const emptyBudget = (perMinute: number): Budget => ({
  ...{ perMinute, foreign: { calls: 0, untilMs: 0 }, pausedUntilMs: 0, pacedUntilMs: 0, sessionPauses: {} },
  ...{ passedOver: { send: 0, read: 0, sync: 0, bulk: 0 }, granted: [], waiting: [] },
});

/** Plays a day of the line under a clock of its own. Every call reaches MoltFlow, and is answered if at all, `onTheWayMs` later. */
export function simulate(
  start: Budget,
  arrivals: Arrival[],
  {
    onTheWayMs = 0,
    isAnswered = true,
    untilMs,
  }: { onTheWayMs?: number; isAnswered?: boolean; untilMs: number },
) {
  const coming = arrivals
    .map((call, i) => ({ ...call, id: String(i).padStart(4, "0") }))
    .toSorted((a, b) => a.atMs - b.atMs);
  const arrived = new Map(start.waiting.map(({ id, queuedAtMs }) => [id, queuedAtMs]));
  /** How many turns others had had when a call came. */
  const turnsBefore = new Map<string, number>();
  const turns: Granted[] = [];
  const unanswered: { id: string; atMs: number }[] = [];
  let budget = start;
  let nowMs = 0;
  for (;;) {
    while (coming[0] && coming[0].atMs <= nowMs) {
      const { atMs, ...call } = coming.shift() as (typeof coming)[number];
      arrived.set(call.id, atMs);
      turnsBefore.set(call.id, turns.length);
      budget = { ...budget, waiting: [...budget.waiting, { ...call, queuedAtMs: atMs, present: true }] };
    }
    const granted = grantTurns(budget, nowMs);
    turns.push(...granted.turns);
    if (isAnswered)
      unanswered.push(...granted.turns.map(({ id, atMs }) => ({ id, atMs: atMs + onTheWayMs })));
    const answered = new Set(unanswered.filter(({ atMs }) => atMs <= nowMs).map(({ id }) => id));
    for (const id of answered)
      unanswered.splice(
        unanswered.findIndex((call) => call.id === id),
        1,
      );
    const countsUntilMs = nowMs + countedMs;
    budget = {
      ...granted.budget,
      // What has left the minute long ago decides nothing.
      granted: granted.budget.granted
        .map((own) => (answered.has(own.id) ? { ...own, countsUntilMs } : own))
        .filter((own) => own.countsUntilMs > nowMs - 60_000),
    };
    const changes = [
      nextChangeMs(budget, nowMs),
      coming[0]?.atMs ?? null,
      ...unanswered.map(({ atMs }) => atMs),
    ];
    nowMs = Math.min(...changes.map((ms) => ms ?? Number.POSITIVE_INFINITY));
    if (nowMs > untilMs) break;
  }
  return { turns, arrived, turnsBefore, reachedMs: turns.map(({ atMs }) => atMs + onTheWayMs) };
}
