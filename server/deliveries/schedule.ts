const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long after the first failure, the second, and so on, it is tried again; after the eighth attempt it is dead. */
export const retryDelaysMs = [
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  10 * hourMs,
] as const;

const jitter = 0.2;

/**
 * How long to wait after a failed attempt; null when that was the last.
 *
 * @param attempt which one failed, from 1
 * @param askedMs what `Retry-After` asked for: honoured between the delay and twice the delay
 * @param random from 0 to 1
 */
export function retryDelayMs(attempt: number, askedMs: number | null, random: number): number | null {
  const base = retryDelaysMs[attempt - 1];
  if (base === undefined) return null;
  if (askedMs !== null) return Math.min(Math.max(askedMs, base), 2 * base);
  return Math.round(base * (1 - jitter + 2 * jitter * random));
}

/** What a `Retry-After` header asks for, from now; null when it says nothing that we understand. */
export function readRetryAfterMs(header: string | undefined, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse takes far more than dates of HTTP, a bare negative number among them.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
