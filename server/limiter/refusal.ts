import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import type { LimiterName, Quota } from "#server/core/quota.ts";
import type { EffectiveLimit } from "#server/plans/index.ts";
import type { MinuteStatus, Refusal } from "./limiter.ts";

/** Whose number the limit is. */
const policyOf = ({ limit }: MinuteStatus) =>
  limit.from === "moltflow" ? "upstream_minute" : "workspace_plan";

/** How the minute stands, as answers tell it. */
export function quotaOf(status: MinuteStatus): Quota {
  const { limit, windowMs, remaining, resetMs } = status;
  return { policy: policyOf(status), limit: limit.value, windowMs, remaining, resetMs };
}

const messages: Record<Exclude<LimiterName, "upstream_month">, string> = {
  member_share:
    "What is left of this minute's {limit} requests is for others of the workspace, who were refused before. Try again in {seconds} seconds.",
  workspace_plan:
    "This workspace may make {limit} requests a minute, by programs and to MoltFlow together, and these are used up. Try again in {seconds} seconds, or see Settings → Billing for more.",
  upstream_minute:
    "The connected MoltFlow account allows {limit} requests a minute, and these are used up. Try again in {seconds} seconds, or choose a bigger plan at MoltFlow.",
};

/** Plans are bought here, MoltFlow's there; what an operator set, nobody sells. */
const pages: Record<EffectiveLimit["from"], string | null> = {
  plan: "billing",
  moltflow: "connection",
  operator: null,
};

/**
 * Why there is no place for a call now: which limiter says so, when to try again, and where to get more.
 * Reasons `limit.member_share`, `limit.workspace_plan` and `limit.upstream_minute`.
 */
export function refusalOf({ because, retryAfterMs, status, slug }: Refusal): DomainError {
  const { value: limit, from } = status.limit;
  const limiter = because === "share" ? "member_share" : policyOf(status);
  const seconds = Math.ceil(retryAfterMs / 1000);
  const message = messages[limiter].replace("{limit}", `${limit}`).replace("{seconds}", `${seconds}`);
  const page = pages[from];
  return new DomainError("limited", `limit.${limiter}`, message, {
    params: { limit, seconds, from },
    retryAfterMs,
    limited: {
      limiter,
      // Whoever is refused has nothing left until then, though others may.
      quota: { ...quotaOf(status), remaining: 0, resetMs: retryAfterMs },
      upgradeUrl: page && new URL(`/w/${slug}/settings/${page}`, env().PUBLIC_URL).href,
    },
  });
}
