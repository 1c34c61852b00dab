import type { BillingView } from "#server/billing/schemas.ts";

type Subscription = BillingView["subscription"];

/** Mirrors the server's `livingStatuses`, which pull in more than a browser needs. */
const livingStates = new Set(["active", "trialing", "past_due", "unpaid", "paused"]);

/** Whether a subscription is changed, cancelled and paid for, and not bought anew. */
export const isLiving = (subscription: Subscription): subscription is NonNullable<Subscription> =>
  subscription !== null && livingStates.has(subscription.status);
