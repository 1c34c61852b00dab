import { type Budget, countedMs, grantTurns, nextChangeMs } from "./schedule.ts";

/** Who waits for longer than this is told no exact time. */
const horizonMs = 10 * 60_000;

/**
 * When each call that waits would get its turn if nobody else came and nobody left, in epoch milliseconds and in the
 * order of their turns. Calls beyond ten minutes are left out.
 */
export function forecast(budget: Budget, nowMs: number): Map<string, number> {
  const times = new Map<string, number>();
  let now: Budget = { ...budget, waiting: budget.waiting.map((ticket) => ({ ...ticket, present: true })) };
  for (let atMs: number | null = nowMs; atMs !== null && atMs < nowMs + horizonMs; ) {
    const granted = grantTurns(now, atMs);
    for (const turn of granted.turns) times.set(turn.id, atMs);
    // Most calls are answered at once.
    const usual = new Set(granted.turns.map(({ id }) => id));
    const countsUntilMs = atMs + countedMs;
    now = {
      ...granted.budget,
      granted: granted.budget.granted.map((turn) => (usual.has(turn.id) ? { ...turn, countsUntilMs } : turn)),
    };
    atMs = nextChangeMs(now, atMs);
  }
  return times;
}
