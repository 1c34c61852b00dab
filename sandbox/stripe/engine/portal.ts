import { invalid } from "../errors.ts";
import type { PortalConfiguration } from "../rows/hosted.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { render } from "../views/index.ts";
import { attachCard, type Card, newPaymentMethod } from "./cards.ts";
import { changeSubscription, scheduleEnd, updating } from "./change.ts";
import { collect } from "./collect.ts";
import { cancelNow, hasEnded } from "./ending.ts";
import { releaseSchedule } from "./schedule-states.ts";
import { switchAtPeriodEnd } from "./schedules.ts";
import { recurrenceOf } from "./subscribe.ts";

const intervalDays = { day: 1, week: 7, month: 30, year: 365 };

/** What a period of it costs. */
const amountOf = (sandbox: Sandbox, { price, quantity }: { price: string; quantity: number }): number =>
  sandbox.store.prices.need(price).unit_amount * quantity;

/** Whether the portal puts this switch off until what is paid for has run out. */
export function waitsForPeriodEnd(
  sandbox: Sandbox,
  configuration: PortalConfiguration,
  subscription: Subscription,
  after: { price: string; quantity: number },
): boolean {
  const [before] = subscription.items;
  if (!before || subscription.status === "trialing") return false;
  const conditions = configuration.features.subscription_update.schedule_at_period_end;
  const [old, wanted] = [recurrenceOf(sandbox.store, [before]), recurrenceOf(sandbox.store, [after])];
  const length = (of: typeof old) => intervalDays[of.interval] * of.interval_count;
  const isShorter = length(wanted) < length(old);
  // The amount of the item itself: a year costs more than a month, whatever a day of it comes to.
  const isCheaper = amountOf(sandbox, after) < amountOf(sandbox, before);
  return (
    (conditions.includes("shortening_interval") && isShorter) ||
    (conditions.includes("decreasing_item_amount") && isCheaper)
  );
}

/** What became of a switch: done, put off to the period's end, or waiting for an invoice that a card refused. */
export type Switched = "now" | "at_period_end" | "waits_for_payment";

/** Switches plan or seats as the portal's configuration says. */
export function portalSwitch(
  sandbox: Sandbox,
  configuration: PortalConfiguration,
  subscription: Subscription,
  wish: { price: string; quantity: number },
): Switched {
  const update = configuration.features.subscription_update;
  const [item] = subscription.items;
  if (!update.enabled) throw invalid("This portal does not let customers switch plans.");
  if (!item || hasEnded(subscription)) throw invalid("This subscription has ended.");
  if (waitsForPeriodEnd(sandbox, configuration, subscription, wish)) {
    switchAtPeriodEnd(sandbox, subscription, [wish]);
    return "at_period_end";
  }
  if (subscription.schedule) releaseSchedule(sandbox, subscription, "released");
  updating(sandbox, subscription, () => {
    changeSubscription(
      sandbox,
      subscription,
      {
        items: [{ id: item.id, ...wish }],
        proration: update.proration_behavior,
        resetAnchor: update.billing_cycle_anchor === "now",
        trialEnd:
          subscription.status === "trialing" && update.trial_update_behavior === "end_trial"
            ? "now"
            : undefined,
      },
      "pending_if_incomplete",
    );
  });
  return subscription.pending_update ? "waits_for_payment" : "now";
}

/** On flexible subscriptions the portal writes `cancel_at`; the boolean stays false. */
export function portalCancel(
  sandbox: Sandbox,
  configuration: PortalConfiguration,
  subscription: Subscription,
  why: { feedback?: string | null; comment?: string | null } = {},
): void {
  const { enabled, mode } = configuration.features.subscription_cancel;
  if (!enabled) throw invalid("This portal does not let customers cancel.");
  if (hasEnded(subscription)) throw invalid("This subscription has ended.");
  if (mode === "immediately") {
    Object.assign(subscription.cancellation, why);
    cancelNow(sandbox, subscription);
    return;
  }
  if (subscription.schedule) releaseSchedule(sandbox, subscription, "released");
  updating(sandbox, subscription, () => {
    const flexible = subscription.billing_mode === "flexible";
    const wish = flexible ? { cancel_at: subscription.current_period_end } : { cancel_at_period_end: true };
    scheduleEnd(sandbox, subscription, wish);
    Object.assign(subscription.cancellation, why);
  });
}

/** Takes an end that is still to come back. */
export function portalKeep(sandbox: Sandbox, subscription: Subscription): void {
  if (subscription.cancel_at === null) throw invalid("This subscription is not about to end.");
  updating(sandbox, subscription, () => {
    if (subscription.cancel_at_period_end)
      scheduleEnd(sandbox, subscription, { cancel_at_period_end: false });
    else scheduleEnd(sandbox, subscription, { cancel_at: null });
  });
}

/** Calls a switch off that waits for the period's end. */
export function portalStay(sandbox: Sandbox, subscription: Subscription): void {
  if (!subscription.schedule) throw invalid("Nothing is about to change.");
  releaseSchedule(sandbox, subscription, "released");
}

/**
 * Saves a card, makes it the one that pays, and pays with it what is open.
 * @throws StripeError (402) when the card cannot be saved
 */
export function portalNewCard(sandbox: Sandbox, customerId: string, card: Card): void {
  const { store } = sandbox;
  const customer = store.customers.need(customerId);
  const method = newPaymentMethod(sandbox, card);
  attachCard(sandbox, method, customer.id);
  const before = render(sandbox, customer);
  customer.default_payment_method = method.id;
  sandbox.emit("customer.updated", customer, before);
  for (const subscription of store.subscriptions.where(
    (row) => row.customer === customer.id && !hasEnded(row),
  )) {
    updating(sandbox, subscription, () => {
      subscription.default_payment_method = method.id;
    });
  }
  for (const invoice of store.invoices.where(
    (row) => row.customer === customer.id && row.status === "open",
  )) {
    const subscription = store.subscriptions.get(invoice.subscription ?? "");
    if (subscription && !hasEnded(subscription)) collect(sandbox, invoice, method);
  }
}
