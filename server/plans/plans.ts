import { billingIntervals, planIds } from "#db/schema/billing.ts";

export { billingIntervals, planIds };
export type PlanId = (typeof planIds)[number];
export type BillingInterval = (typeof billingIntervals)[number];

/** What a plan limits. A new one does not compile before it has a counter and a gate (`gates.ts`). */
export const limitNames = [
  "requestsPerMinute",
  "members",
  "numbers",
  "destinations",
  "subscriptions",
  "eventsKeptDays",
  "replayDays",
  "auditKeptDays",
  "exportsPerMonth",
] as const;
export type LimitName = (typeof limitNames)[number];
export type Limits = Record<LimitName, number>;

export type Plan = {
  id: PlanId;
  /** Of a month and of a year, in US cents; null for what costs nothing. */
  price: Record<BillingInterval, number> | null;
  /** The price is for each member, who are as many as are paid for, up to `limits.members`. */
  perSeat: boolean;
  limits: Limits;
};

/** A plan that can be bought, as pages get it. */
export type OfferedPlan = Pick<Plan, "id" | "perSeat" | "limits"> & {
  price: Record<BillingInterval, number>;
};

/**
 * The plans, smallest first. Requests a minute are MoltFlow's own steps (`x-plans` of its contract), so that the plan of
 * the same name serves all that is sold here. Second factor, erasure, alerts of drops and the address guard have no
 * limit in any plan.
 */
export const plans: Record<PlanId, Plan> = {
  free: {
    id: "free",
    price: null,
    perSeat: false,
    limits: {
      ...{ requestsPerMinute: 10, members: 3, numbers: 1, destinations: 1, subscriptions: 20 },
      ...{ eventsKeptDays: 7, replayDays: 3, auditKeptDays: 30, exportsPerMonth: 2 },
    },
  },
  starter: {
    id: "starter",
    price: { month: 1_900, year: 19_000 },
    perSeat: false,
    limits: {
      ...{ requestsPerMinute: 20, members: 5, numbers: 1, destinations: 5, subscriptions: 100 },
      ...{ eventsKeptDays: 30, replayDays: 14, auditKeptDays: 90, exportsPerMonth: 10 },
    },
  },
  pro: {
    id: "pro",
    price: { month: 1_500, year: 15_000 },
    perSeat: true,
    limits: {
      ...{ requestsPerMinute: 40, members: 50, numbers: 5, destinations: 20, subscriptions: 500 },
      ...{ eventsKeptDays: 90, replayDays: 30, auditKeptDays: 365, exportsPerMonth: 50 },
    },
  },
  business: {
    id: "business",
    price: { month: 2_900, year: 29_000 },
    perSeat: true,
    limits: {
      ...{ requestsPerMinute: 60, members: 500, numbers: 15, destinations: 100, subscriptions: 2_000 },
      ...{ eventsKeptDays: 365, replayDays: 90, auditKeptDays: 1_095, exportsPerMonth: 500 },
    },
  },
};

/** Days of the one trial that a workspace has. */
export const trialDays = 14;
/** A payment may be missing this long before anything stops. */
export const graceDays = 14;

export const isPlanId = (value: string): value is PlanId => (planIds as readonly string[]).includes(value);

/** How big a plan is, for comparing two. */
export const rankOf = (plan: PlanId): number => planIds.indexOf(plan);

/** The smallest plan whose `limit` is greater than `value`; null when none is. */
export const planBeyond = (limit: LimitName, value: number): PlanId | null =>
  planIds.find((id) => plans[id].limits[limit] > value) ?? null;
