import type { LimitName, PlanId } from "./plans.ts";

/** What MoltFlow's own plans cost and allow, from `x-plans` of its contract: US cents, requests a minute, sessions. */
export const moltflowPlans: Record<
  PlanId,
  { price: { month: number; year: number } | null; requestsPerMinute: number; numbers: number }
> = {
  free: { price: null, requestsPerMinute: 10, numbers: 1 },
  starter: { price: { month: 990, year: 9_900 }, requestsPerMinute: 20, numbers: 1 },
  pro: { price: { month: 2_990, year: 29_900 }, requestsPerMinute: 40, numbers: 5 },
  business: { price: { month: 6_990, year: 69_900 }, requestsPerMinute: 60, numbers: 15 },
};

/** The limits that the connected MoltFlow account has too; the others are ours alone. */
export const sharedLimits = ["requestsPerMinute", "numbers"] as const satisfies readonly LimitName[];
export type SharedLimit = (typeof sharedLimits)[number];
