import { readRetryAfterMs, retryDelayMs } from "./schedule.ts";
import type { AttemptError } from "./schemas.ts";

/** What becomes of a delivery after an attempt, and what the attempt says of its destination. */
export type Verdict = {
  state: "delivered" | "failed" | "dead" | "blocked";
  error: AttemptError | null;
  /** Until the next attempt; null when there is none. */
  retryInMs: number | null;
  /** Whether the destination did its part; null when it was not even asked. */
  healthy: boolean | null;
  /** 410: it wants nothing more, ever. */
  gone: boolean;
  /** It asked for less; for so long. */
  slowMs: number | null;
};

/** What came of an attempt, as far as it decides. */
type Answer = { status: number | null; error: AttemptError | null; headers: Record<string, string> };

const slowDownStatuses: ReadonlySet<number> = new Set([429, 502, 504]);
const defaultSlowMs = 60_000;
const longestSlowMs = 10 * 60_000;

/** The error by which an answer counts; null for one that delivers. */
function errorOf({ status, error }: Pick<Answer, "status" | "error">): AttemptError | null {
  if (error !== null) return error;
  if (status === null) return "closed";
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? "redirect" : "status";
}

/**
 * @param attempt which one it was, from 1
 * @param random from 0 to 1
 */
export function judge(
  outcome: Answer,
  attempt: number,
  { nowMs, random }: { nowMs: number; random: number },
): Verdict {
  const error = errorOf(outcome);
  const plain = { error, retryInMs: null, gone: false, slowMs: null };
  if (error === null) return { ...plain, state: "delivered", healthy: true };
  if (error === "blocked_address") return { ...plain, state: "blocked", healthy: null };
  // The same event and the same template fail again.
  if (error === "template") return { ...plain, state: "dead", healthy: null };
  const { status } = outcome;
  const askedMs = readRetryAfterMs(outcome.headers["retry-after"], nowMs);
  const retryInMs = retryDelayMs(attempt, askedMs, random);
  const slow = status !== null && slowDownStatuses.has(status);
  return {
    error,
    state: retryInMs === null ? "dead" : "failed",
    retryInMs,
    healthy: false,
    gone: status === 410,
    slowMs: slow ? Math.min(Math.max(askedMs ?? defaultSlowMs, 1_000), longestSlowMs) : null,
  };
}
