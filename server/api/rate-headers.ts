import type { Quota } from "#server/core/quota.ts";

const seconds = (ms: number) => Math.max(0, Math.ceil(ms / 1000));

/**
 * A quota as an answer's headers: `RateLimit-Policy` and `RateLimit` as structured fields
 * (draft-ietf-httpapi-ratelimit-headers-10), and MoltFlow's two, `X-RateLimit-Reset` in Unix seconds.
 */
export function rateHeaders({ policy, limit, windowMs, remaining, resetMs }: Quota): Record<string, string> {
  const reset = seconds(resetMs);
  return {
    "ratelimit-policy": `"${policy}";q=${limit};w=${seconds(windowMs)}`,
    ratelimit: `"${policy}";r=${remaining};t=${reset}`,
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(Math.floor(Date.now() / 1000) + reset),
  };
}
