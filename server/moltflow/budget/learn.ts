import type { RateLimitNews } from "../transport.ts";
import { type Budget, clockSlackMs, countedMs, usedOf } from "./schedule.ts";

const shortestJitterMs = 250;
const longestJitterMs = 2_000;

/**
 * The budget after an answer to the call `turnId`, which `sessionId` was about if it was a send. What MoltFlow says is
 * left lowers ours at once and never raises it: calls that it has not seen yet are on their way. A refusal with nothing
 * left pauses the account until the reset, and a little longer by `random` (0–1), so that not all processes come at
 * once; one with something left is about the session, and pauses only its sends.
 */
export function learn(
  budget: Budget,
  { turnId, sessionId, news }: { turnId: string; sessionId: string | null; news: RateLimitNews },
  nowMs: number,
  random: number,
): Budget {
  const answered = budget.granted.map((turn) =>
    turn.id === turnId ? { ...turn, countsUntilMs: Math.min(turn.countsUntilMs, nowMs + countedMs) } : turn,
  );
  const heard = lowered({ ...budget, granted: answered }, news, nowMs);
  if (!news.limited) return heard;
  const resetAtMs = news.resetAtMs ?? nowMs + countedMs;
  const untilMs = resetAtMs + shortestJitterMs + random * (longestJitterMs - shortestJitterMs);
  if (sessionId !== null && news.remaining !== null && news.remaining > 0) {
    const known = heard.sessionPauses[sessionId] ?? 0;
    return { ...heard, sessionPauses: { ...heard.sessionPauses, [sessionId]: Math.max(known, untilMs) } };
  }
  return { ...heard, pausedUntilMs: Math.max(heard.pausedUntilMs, untilMs) };
}

function lowered(budget: Budget, { remaining, resetAtMs }: RateLimitNews, nowMs: number): Budget {
  if (remaining === null) return budget;
  const ours = budget.perMinute - usedOf(budget, nowMs);
  if (remaining >= ours) return budget;
  const known = budget.foreign.untilMs > nowMs ? budget.foreign.calls : 0;
  const untilMs = Math.max(
    known > 0 ? budget.foreign.untilMs : 0,
    (resetAtMs ?? nowMs + countedMs) + clockSlackMs,
  );
  return { ...budget, foreign: { calls: known + ours - remaining, untilMs } };
}
