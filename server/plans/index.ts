export { assertRoom, limitReached, usedOf } from "./gates.ts";
export { moltflowPlans } from "./moltflow-plans.ts";
export {
  type BillingInterval,
  billingIntervals,
  graceDays,
  isPlanId,
  type LimitName,
  type Limits,
  limitNames,
  type Plan,
  type PlanId,
  planBeyond,
  planIds,
  plans,
  rankOf,
  trialDays,
} from "./plans.ts";
export { arePlansSold, type EffectiveLimit, readLimits, type WorkspaceLimits } from "./read-limits.ts";
export { type Access, limitsOf, type Standing, type Subscribed, standingOf } from "./standing.ts";
