import { nextPeriodEnd } from "../calendar.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { hasCard } from "./cards.ts";
import { updating } from "./change.ts";
import { cancelNow } from "./ending.ts";
import { draftInvoice } from "./invoices.ts";
import { periodLines } from "./lines.ts";
import { recurrenceOf } from "./subscribe.ts";

/** Bills the next period: a draft for an hour, then charged by itself. */
function startPeriod(sandbox: Sandbox, subscription: Subscription): void {
  const { store } = sandbox;
  const ended = { start: subscription.current_period_start, end: subscription.current_period_end };
  const recurrence = recurrenceOf(store, subscription.items);
  const end = nextPeriodEnd(subscription.billing_cycle_anchor, recurrence, ended.end);
  const period = { start: ended.end, end };
  subscription.current_period_start = period.start;
  subscription.current_period_end = period.end;
  const isUnpaid = subscription.status === "unpaid";
  draftInvoice(sandbox, {
    customer: subscription.customer,
    subscription,
    reason: "subscription_cycle",
    lines: periodLines(store, subscription, subscription.items, period),
    period: ended,
    currency: subscription.currency,
    waits: !isUnpaid,
    autoAdvance: !isUnpaid,
  });
}

export function renew(sandbox: Sandbox, subscription: Subscription): void {
  updating(sandbox, subscription, () => startPeriod(sandbox, subscription));
}

export function warnOfTrialEnd(sandbox: Sandbox, subscription: Subscription): void {
  subscription.trial_warned = true;
  sandbox.emit("customer.subscription.trial_will_end", subscription);
}

/** Active at once, charged an hour later; without a card as the subscription was told to do. */
export function endTrial(sandbox: Sandbox, subscription: Subscription): void {
  const { store } = sandbox;
  const owner = {
    customer: subscription.customer,
    default_payment_method: null,
    subscription: subscription.id,
  };
  const wish = hasCard(store, owner) ? "create_invoice" : subscription.trial_end_without_card;
  if (wish === "cancel") cancelNow(sandbox, subscription, null);
  else if (wish === "pause") {
    subscription.status = "paused";
    sandbox.emit("customer.subscription.paused", subscription);
  } else {
    updating(sandbox, subscription, () => {
      subscription.status = "active";
      startPeriod(sandbox, subscription);
    });
  }
}

/** The first payment never came. */
export function expireIncomplete(sandbox: Sandbox, subscription: Subscription): void {
  updating(sandbox, subscription, () => {
    subscription.status = "incomplete_expired";
    subscription.ended_at = sandbox.clock.now();
    subscription.canceled_at = sandbox.clock.now();
  });
}
