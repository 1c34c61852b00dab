import type { LimitName, PlanId } from "./plans.ts";

/** What MoltFlow's own plans cost and allow, from `x-plans` of its contract: US cents, requests a minute, sessions,
 * messages a month. */
export const moltflowPlans: Record<
  PlanId,
  {
    price: { month: number; year: number } | null;
    requestsPerMinute: number;
    numbers: number;
    messagesPerMonth: number;
  }
> = {
  free: { price: null, requestsPerMinute: 10, numbers: 1, messagesPerMonth: 50 },
  starter: { price: { month: 990, year: 9_900 }, requestsPerMinute: 20, numbers: 1, messagesPerMonth: 500 },
  pro: { price: { month: 2_990, year: 29_900 }, requestsPerMinute: 40, numbers: 5, messagesPerMonth: 1_500 },
  business: {
    price: { month: 6_990, year: 69_900 },
    requestsPerMinute: 60,
    numbers: 15,
    messagesPerMonth: 3_000,
  },
};

/** The limits that the connected MoltFlow account has too; the others are ours alone. */
export const sharedLimits = ["requestsPerMinute", "numbers"] as const satisfies readonly LimitName[];
export type SharedLimit = (typeof sharedLimits)[number];

/** Messages a month that the connected account may send; null for a plan that we do not know, or none. */
export function messagesPerMonth(plan: string | null): number | null {
  const known = plan?.toLowerCase() ?? "";
  return known in moltflowPlans ? moltflowPlans[known as PlanId].messagesPerMonth : null;
}
