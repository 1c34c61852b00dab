import { hour } from "../calendar.ts";
import { invalid } from "../errors.ts";
import type { Decline } from "../rows/invoices.ts";
import type { PaymentMethod } from "../rows/parties.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { render } from "../views/index.ts";
import { cardError, cardFor, chargeDeclined } from "./cards.ts";
import { finalizeAndCollect } from "./collect.ts";
import { buildInvoice, draftInvoice, pendingLines, putAside, voidInvoice } from "./invoices.ts";
import { type Change, type PlannedChange, planChange } from "./plan-change.ts";

export type PaymentBehavior =
  | "allow_incomplete"
  | "default_incomplete"
  | "error_if_incomplete"
  | "pending_if_incomplete";

const pendingFor = 23 * hour;

function invoiceSpec(sandbox: Sandbox, subscription: Subscription, planned: PlannedChange) {
  return {
    customer: subscription.customer,
    subscription,
    reason: "subscription_update" as const,
    lines: planned.lines,
    period: { start: sandbox.clock.now(), end: sandbox.clock.now() },
    currency: subscription.currency,
  };
}

/** What would be due now; asked before anything changes, because a refusal must change nothing. */
function dueNow(sandbox: Sandbox, subscription: Subscription, planned: PlannedChange): number {
  const lines = [...pendingLines(sandbox.store, subscription.customer, subscription.id), ...planned.lines];
  return buildInvoice(sandbox, { ...invoiceSpec(sandbox, subscription, planned), lines }).amount_due;
}

function apply(subscription: Subscription, planned: PlannedChange, now: number): void {
  subscription.items = planned.items;
  subscription.billing_cycle_anchor = planned.anchor;
  subscription.current_period_start = planned.period.start;
  subscription.current_period_end = planned.period.end;
  if (subscription.cancel_at_period_end) subscription.cancel_at = planned.period.end;
  if (planned.trialEnd === subscription.trial_end) return;
  subscription.trial_end = planned.trialEnd;
  if (planned.trialEnd !== null && planned.trialEnd > now) {
    subscription.status = "trialing";
    subscription.trial_start ??= now;
    subscription.trial_warned = false;
  } else if (subscription.status === "trialing") subscription.status = "active";
}

type Outcome = { declined: Decline | null; method: PaymentMethod | null };

function decide(sandbox: Sandbox, subscription: Subscription, due: number): Outcome | null {
  if (due === 0) return null;
  const method = cardFor(sandbox.store, {
    customer: subscription.customer,
    default_payment_method: null,
    subscription: subscription.id,
  });
  const missing = {
    code: "payment_method_missing",
    decline_code: "",
    message: "There is no card to charge.",
  };
  return { method, declined: method ? chargeDeclined(sandbox, method) : missing };
}

/** A newer wish takes the place of one that still waits for its payment; nobody has to pay that any more. */
export function forgetPending(sandbox: Sandbox, subscription: Subscription): void {
  const invoice = sandbox.store.invoices.get(subscription.pending_update?.invoice ?? "");
  if (invoice?.status === "open") voidInvoice(sandbox, invoice);
  subscription.pending_update = null;
}

/**
 * Changes items, trial or rhythm, and bills what that costs; the caller tells of the update.
 * @throws StripeError (402) when the payment fails and the caller wants all or nothing
 */
export function changeSubscription(
  sandbox: Sandbox,
  subscription: Subscription,
  change: Change,
  payment: PaymentBehavior = "allow_incomplete",
): void {
  const { store, clock } = sandbox;
  const now = clock.now();
  const planned = planChange(store, subscription, change, now);
  forgetPending(sandbox, subscription);
  if (!planned.invoicedNow) {
    for (const line of planned.lines) putAside(sandbox, subscription.customer, subscription.currency, line);
    apply(subscription, planned, now);
    return;
  }
  const outcome = decide(sandbox, subscription, dueNow(sandbox, subscription, planned));
  if (outcome?.declined && payment === "error_if_incomplete") throw cardError(outcome.declined);
  const waits = outcome?.declined && payment === "pending_if_incomplete";
  if (!waits) apply(subscription, planned, now);
  const invoice = draftInvoice(sandbox, invoiceSpec(sandbox, subscription, planned));
  if (waits) {
    const expires_at = now + pendingFor;
    const period = planned.anchor === subscription.billing_cycle_anchor ? null : planned.period;
    subscription.pending_update = { items: planned.items, expires_at, invoice: invoice.id, period };
  }
  finalizeAndCollect(sandbox, invoice, outcome?.declined, outcome?.method);
}

export type EndWish = { cancel_at?: number | null; cancel_at_period_end?: boolean };

/** @throws StripeError when both ways to say it are used */
export function scheduleEnd(sandbox: Sandbox, subscription: Subscription, wish: EndWish): void {
  const { cancel_at, cancel_at_period_end: atPeriodEnd } = wish;
  if (cancel_at !== undefined && atPeriodEnd !== undefined) {
    throw invalid("You may only specify one of these parameters: cancel_at, cancel_at_period_end.");
  }
  const wasScheduled = subscription.cancel_at !== null;
  if (cancel_at !== undefined) {
    subscription.cancel_at = cancel_at;
    subscription.cancel_at_period_end = false;
  }
  if (atPeriodEnd === true) {
    subscription.cancel_at_period_end = true;
    subscription.cancel_at = subscription.current_period_end;
  }
  // Takes back only what it set itself: an end that the portal wrote into `cancel_at` stays.
  if (atPeriodEnd === false && subscription.cancel_at_period_end) {
    subscription.cancel_at_period_end = false;
    subscription.cancel_at = null;
  }
  const isScheduled = subscription.cancel_at !== null;
  if (isScheduled && !wasScheduled) {
    subscription.canceled_at = sandbox.clock.now();
    subscription.cancellation.reason = "cancellation_requested";
  }
  if (!isScheduled && wasScheduled) {
    subscription.canceled_at = null;
    subscription.cancellation = { comment: null, feedback: null, reason: null };
  }
}

/** Does `work` and tells of the subscription as it was and is. */
export function updating(sandbox: Sandbox, subscription: Subscription, work: () => void): void {
  const before = render(sandbox, subscription);
  work();
  sandbox.emit("customer.subscription.updated", subscription, before);
}
