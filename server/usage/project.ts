import type { UsageMonth } from "./schemas.ts";

const startOfMonth = (at: Date) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
const endOfMonth = (at: Date) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);

/** A pace from less than this is no pace: one message in the first minute would foretell an empty month. */
const leastMs = 24 * 60 * 60 * 1000;

/**
 * When what a month has is used up, if it goes on as it went since the month began (UTC).
 * @returns `at` null when there is no limit, nothing is used, or the month ends first; `now` when it is used up already
 */
export function project(used: number, limit: number | null, now: Date): UsageMonth {
  const none = { used, limit, at: null };
  if (limit === null || used === 0) return none;
  if (used >= limit) return { used, limit, at: now.toISOString() };
  const passedMs = Math.max(leastMs, now.getTime() - startOfMonth(now));
  const atMs = now.getTime() + ((limit - used) * passedMs) / used;
  return atMs < endOfMonth(now) ? { used, limit, at: new Date(atMs).toISOString() } : none;
}
