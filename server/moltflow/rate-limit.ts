/** What an answer says about the tenant's window of requests; null where it says nothing. */
export type RateLimitReading = { remaining: number | null; resetAtMs: number | null };

const WINDOW_MS = 60_000;
const EPOCH_SECONDS_FROM = 1e9;
const EPOCH_MS_FROM = 1e12;
const LONGEST_WINDOW_MS = 60 * 60_000;
const LONGEST_RETRY_MS = 24 * 60 * 60_000;
/** A reset in whole seconds lies up to one second behind the clock that wrote it. */
const ROUNDING_MS = 1_000;

/**
 * Reads `X-RateLimit-Remaining` and `X-RateLimit-Reset`. The unit of the reset is not documented: epoch seconds,
 * epoch milliseconds and seconds from now are told apart by size, and a time that cannot be the end of a
 * one-minute window (in the past, more than an hour away, not a number) becomes one minute from now.
 */
export function readRateLimit(headers: Headers, nowMs: number): RateLimitReading {
  const remaining = headers.get("X-RateLimit-Remaining");
  const reset = headers.get("X-RateLimit-Reset");
  return {
    remaining: remaining !== null && /^\d{1,9}$/.test(remaining.trim()) ? Number(remaining) : null,
    resetAtMs: reset === null ? null : resetTime(reset, nowMs),
  };
}

/**
 * When a call answered with 429 may be tried again, in epoch milliseconds, never before `nowMs`: `Retry-After`
 * (seconds or an HTTP date), else the window's reset, else one minute from now.
 */
export function readRetryAt(headers: Headers, nowMs: number): number {
  const retryAfter = headers.get("Retry-After");
  if (retryAfter === null) return readRateLimit(headers, nowMs).resetAtMs ?? nowMs + WINDOW_MS;
  const seconds = plainNumber(retryAfter);
  const atMs = seconds === null ? Date.parse(retryAfter) : nowMs + seconds * 1_000;
  return plausible(atMs, nowMs, LONGEST_RETRY_MS);
}

function resetTime(text: string, nowMs: number): number {
  const value = plainNumber(text);
  if (value === null) return nowMs + WINDOW_MS;
  if (value >= EPOCH_MS_FROM) return plausible(value, nowMs, LONGEST_WINDOW_MS);
  if (value >= EPOCH_SECONDS_FROM) return plausible(value * 1_000, nowMs, LONGEST_WINDOW_MS);
  return plausible(nowMs + value * 1_000, nowMs, LONGEST_WINDOW_MS);
}

function plainNumber(text: string): number | null {
  return /^\d{1,16}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : null;
}

function plausible(atMs: number, nowMs: number, longestMs: number): number {
  const isPlausible = atMs >= nowMs - ROUNDING_MS && atMs <= nowMs + longestMs;
  return isPlausible ? Math.max(Math.ceil(atMs), nowMs) : nowMs + WINDOW_MS;
}
