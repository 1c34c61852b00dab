import type Stripe from "stripe";
import type { billingAccounts } from "#db/schema/index.ts";
import { billingIntervals, limitsOf, type PlanId, planIds, plans, standingOf } from "#server/plans/index.ts";
import { planOfPrice } from "./catalog.ts";

/** Everything of an account that comes from Stripe; see `db/schema/billing.ts`. */
export type Snapshot = Pick<
  typeof billingAccounts.$inferSelect,
  | "subscriptionId"
  | "status"
  | "plan"
  | "interval"
  | "seats"
  | "priceId"
  | "periodEnd"
  | "cancelAt"
  | "trialEnd"
  | "pastDueSince"
  | "endedAt"
  | "endReason"
  | "nextPlan"
  | "nextPlanAt"
  | "limits"
  | "trouble"
  | "trialUsedAt"
>;

const instant = (seconds: number | null | undefined): Date | null =>
  seconds === null || seconds === undefined ? null : new Date(seconds * 1000);

/** How much a state gives: of several subscriptions the one that gives most counts, then the bigger plan, then the newest. */
const ranks: Readonly<Record<string, number>> = {
  ...{ active: 6, trialing: 6, past_due: 5, unpaid: 4, paused: 3 },
  ...{ canceled: 2, incomplete: 1, incomplete_expired: 0 },
};
const rankOf = ({ status }: Stripe.Subscription) => ranks[status] ?? 0;
/** States in which money is asked for. */
const isLiving = (subscription: Stripe.Subscription) => rankOf(subscription) >= 3;

/** How big its plan is, while it lives; one that we do not know is the smallest. */
function sizeOf(subscription: Stripe.Subscription): number {
  const price = isLiving(subscription) ? subscription.items.data[0]?.price : undefined;
  const plan = price ? planOfPrice(price) : null;
  return plan ? planIds.indexOf(plan) : -1;
}

const best = (all: readonly Stripe.Subscription[]): Stripe.Subscription | undefined =>
  [...all].sort(
    (a, b) =>
      rankOf(b) - rankOf(a) || sizeOf(b) - sizeOf(a) || b.created - a.created || (a.id < b.id ? 1 : -1),
  )[0];

/** Since version 2025-03-31 the period stands on the items; of several the first to end counts. */
function periodEndOf({ items }: Stripe.Subscription): Date | null {
  const ends = items.data.map(({ current_period_end }) => current_period_end);
  return ends.length === 0 ? null : instant(Math.min(...ends));
}

/**
 * A portal's cancellation writes `cancel_at` and leaves `cancel_at_period_end` false; the API's own boolean writes it
 * and, in older modes, not the other.
 */
const cancelAtOf = (subscription: Stripe.Subscription): Date | null =>
  subscription.status === "canceled"
    ? null
    : (instant(subscription.cancel_at) ??
      (subscription.cancel_at_period_end ? periodEndOf(subscription) : null));

const expanded = <T extends object>(value: string | T | null | undefined): T | null =>
  typeof value === "object" && value !== null ? value : null;

/** When the payment was first asked for that is missing now. */
function missingSince(subscription: Stripe.Subscription): Date | null {
  if (subscription.status !== "past_due" && subscription.status !== "unpaid") return null;
  const invoice = expanded(subscription.latest_invoice);
  return instant(invoice?.status_transitions.finalized_at ?? invoice?.created ?? subscription.created);
}

type Next = Pick<Snapshot, "nextPlan" | "nextPlanAt">;
const nothingNext: Next = { nextPlan: null, nextPlanAt: null };

/** A change that waits for the end of the period lies in the subscription's schedule, in a phase that has not begun. */
function nextOf({ schedule, items }: Stripe.Subscription, plansByPrice: ReadonlyMap<string, PlanId>): Next {
  const planned = expanded(schedule);
  const now = planned?.current_phase?.end_date;
  const phase = planned?.phases.find(({ start_date }) => now !== undefined && start_date >= now);
  const price = phase?.items[0]?.price;
  const priceId = typeof price === "string" ? price : price?.id;
  const nextPlan = priceId === undefined ? null : (plansByPrice.get(priceId) ?? null);
  if (!phase || !nextPlan || priceId === items.data[0]?.price.id) return nothingNext;
  return { nextPlan, nextPlanAt: instant(phase.start_date) };
}

function troubleOf(all: readonly Stripe.Subscription[], plan: PlanId | null): string | null {
  if (all.filter(isLiving).length > 1) return "two_subscriptions";
  return plan === null ? "unknown_price" : null;
}

const none: Omit<Snapshot, "trialUsedAt"> = {
  ...{ subscriptionId: null, status: null, plan: null, interval: null, seats: null, priceId: null },
  ...{ periodEnd: null, cancelAt: null, trialEnd: null, pastDueSince: null, endedAt: null, endReason: null },
  ...{ ...nothingNext, limits: null, trouble: null },
};

/** When the one trial began. */
function trialOf(all: readonly Stripe.Subscription[]): Date | null {
  const starts = all.flatMap(({ trial_start }) => (trial_start === null ? [] : [trial_start]));
  return starts.length === 0 ? null : instant(Math.min(...starts));
}

/**
 * What is written of a customer's subscriptions, all of them, as Stripe lists them. The same list always makes the same
 * snapshot, but for a price that is none of ours: then the plan stays what it was.
 * @param former the plan that was written before
 */
export function snapshotOf(
  all: readonly Stripe.Subscription[],
  {
    former,
    plansByPrice,
    now,
  }: { former: PlanId | null; plansByPrice: ReadonlyMap<string, PlanId>; now: Date },
): Snapshot {
  const trialUsedAt = trialOf(all);
  const subscription = best(all);
  const item = subscription?.items.data[0];
  if (!subscription || !item) return { ...none, trialUsedAt };
  const priced = planOfPrice(item.price);
  const plan = priced ?? former;
  const { status } = subscription;
  const interval = item.price.recurring?.interval;
  const pastDueSince = missingSince(subscription);
  const endReason = subscription.cancellation_details?.reason ?? null;
  const seats = plan && plans[plan].perSeat ? (item.quantity ?? 1) : null;
  const standing = standingOf({ status, plan, seats, pastDueSince, endReason }, now);
  return {
    ...{ subscriptionId: subscription.id, status, plan, seats, priceId: item.price.id, trialUsedAt },
    interval: billingIntervals.find((known) => known === interval) ?? null,
    periodEnd: periodEndOf(subscription),
    cancelAt: cancelAtOf(subscription),
    trialEnd: instant(subscription.trial_end),
    pastDueSince,
    endedAt: instant(subscription.ended_at),
    endReason,
    ...nextOf(subscription, plansByPrice),
    limits: limitsOf(standing),
    trouble: troubleOf(all, priced),
  };
}
