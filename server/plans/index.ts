export { chooseKept, fitToPlan } from "./freeze.ts";
export { assertRoom, holdWorkspace, isInUse, usedOf } from "./gates.ts";
export { grantPlan } from "./grant.ts";
export { fitSoon } from "./jobs.ts";
export { assertMaySend } from "./may-send.ts";
export { messagesPerMonth, moltflowPlans } from "./moltflow-plans.ts";
export {
  type BillingInterval,
  billingIntervals,
  graceDays,
  isPlanId,
  type LimitName,
  type Limits,
  limitNames,
  type OfferedPlan,
  type Plan,
  type PlanId,
  planBeyond,
  planIds,
  plans,
  rankOf,
  trialDays,
} from "./plans.ts";
export { countFrozen, readFrozen } from "./read-frozen.ts";
export { arePlansSold, type EffectiveLimit, readLimits, type WorkspaceLimits } from "./read-limits.ts";
export { readRoom } from "./room.ts";
export {
  type ChooseKeptInput,
  chooseKeptSchema,
  type FreezableLimit,
  type FrozenItem,
  type FrozenView,
  freezableLimits,
} from "./schemas.ts";
export { daysWithin, keptByPlan, replayWindow } from "./spans.ts";
export { type Access, limitsOf, type Standing, type Subscribed, standingOf } from "./standing.ts";
