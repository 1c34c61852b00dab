/** The circuit breaker of a destination: while it is open nothing is tried, and then one delivery. */
export type Breaker = { failuresInRow: number; openUntilMs: number | null };

const failuresToOpen = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 10 * 60_000;

/** How many deliveries the breaker lets be under way at once: none while it is open, one that tries, or any number. */
export function allowedByBreaker({ openUntilMs }: Breaker, nowMs: number): number {
  if (openUntilMs === null) return Number.POSITIVE_INFINITY;
  return nowMs < openUntilMs ? 0 : 1;
}

/** The breaker after an attempt. What began before it opened and fails while it is open says nothing new. */
export function afterAttempt(breaker: Breaker, succeeded: boolean, nowMs: number): Breaker {
  if (succeeded) return { failuresInRow: 0, openUntilMs: null };
  if (breaker.openUntilMs !== null && nowMs < breaker.openUntilMs) return breaker;
  const failuresInRow = breaker.failuresInRow + 1;
  if (failuresInRow < failuresToOpen) return { failuresInRow, openUntilMs: null };
  // Beyond what the longest pause needs, a larger power would only overflow.
  const doublings = Math.min(failuresInRow - failuresToOpen, 20);
  const pauseMs = Math.min(firstPauseMs * 2 ** doublings, longestPauseMs);
  return { failuresInRow, openUntilMs: nowMs + pauseMs };
}
