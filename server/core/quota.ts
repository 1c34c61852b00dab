/**
 * Which limiter refused: what other members wait for, the workspace's plan, or the connected MoltFlow account's minute or
 * month.
 */
export type LimiterName = "member_share" | "workspace_plan" | "upstream_minute" | "upstream_month";

/** A number of calls in a time, as answers tell of it. */
export type Quota = {
  /** Names the limit in the answers' headers. */
  policy: string;
  limit: number;
  windowMs: number;
  remaining: number;
  /** In how long there is more than `remaining`. */
  resetMs: number;
};

/** What a refusal says of the limit that it is about. */
export type Limited = {
  limiter: LimiterName;
  quota: Quota | null;
  /** Where to get more; null where nobody sells more. */
  upgradeUrl: string | null;
};
