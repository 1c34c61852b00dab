import { type BillingView, livingStatuses } from "#server/billing/schemas.ts";

type Subscription = BillingView["subscription"];

/** Whether a subscription is changed, cancelled and paid for, and not bought anew. */
export const isLiving = (subscription: Subscription): subscription is NonNullable<Subscription> =>
  subscription !== null && livingStatuses.has(subscription.status);
