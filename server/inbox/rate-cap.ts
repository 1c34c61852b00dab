/** Whether one more is allowed; if not, when to come back. */
export type CapDecision = { ok: true } | { ok: false; retryAfterMs: number };

type Bucket = { tokens: number; atMs: number };
const maxSubjects = 50_000;

/** A token bucket for each subject, in this process's memory. */
export function createRateCap({ perSecond, burst }: { perSecond: number; burst: number }) {
  const buckets = new Map<string, Bucket>();
  return {
    take(subject: string, nowMs: number): CapDecision {
      const bucket = buckets.get(subject) ?? { tokens: burst, atMs: nowMs };
      // A clock that steps back gives nothing and takes nothing.
      const elapsedMs = Math.max(0, nowMs - bucket.atMs);
      const tokens = Math.min(burst, bucket.tokens + (elapsedMs / 1000) * perSecond);
      if (buckets.size >= maxSubjects && !buckets.has(subject)) buckets.clear();
      const ok = tokens >= 1;
      buckets.set(subject, { tokens: ok ? tokens - 1 : tokens, atMs: nowMs });
      return ok ? { ok } : { ok, retryAfterMs: Math.ceil(((1 - tokens) / perSecond) * 1000) };
    },
  };
}
