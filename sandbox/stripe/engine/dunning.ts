import { day } from "../calendar.ts";
import type { Invoice } from "../rows/invoices.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { render } from "../views/index.ts";
import { cancelNow, hasEnded } from "./ending.ts";

/** Days from one failed attempt to the next; after the last one the account's setting decides. */
const retryDays = [3, 5, 7];

function setStatus(sandbox: Sandbox, subscription: Subscription, status: Subscription["status"]): void {
  const before = render(sandbox, subscription);
  subscription.status = status;
  sandbox.emit("customer.subscription.updated", subscription, before);
}

function applyPendingUpdate(sandbox: Sandbox, subscription: Subscription): void {
  const pending = subscription.pending_update;
  if (!pending) return;
  const before = render(sandbox, subscription);
  subscription.items = pending.items;
  subscription.pending_update = null;
  if (pending.period) {
    subscription.billing_cycle_anchor = pending.period.start;
    subscription.current_period_start = pending.period.start;
    subscription.current_period_end = pending.period.end;
    if (subscription.status === "trialing") {
      subscription.status = "active";
      subscription.trial_end = pending.period.start;
    }
  }
  sandbox.emit("customer.subscription.pending_update_applied", subscription);
  sandbox.emit("customer.subscription.updated", subscription, before);
}

function owes(sandbox: Sandbox, subscription: Subscription): boolean {
  return sandbox.store.invoices
    .where((invoice) => invoice.subscription === subscription.id)
    .some(
      ({ status, attempted, id }) =>
        status === "open" && attempted && id !== subscription.pending_update?.invoice,
    );
}

/** What a paid invoice does to its subscription. */
export function afterPaid(sandbox: Sandbox, invoice: Invoice): void {
  const subscription = sandbox.store.subscriptions.get(invoice.subscription ?? "");
  if (!subscription || hasEnded(subscription)) return;
  if (subscription.pending_update?.invoice === invoice.id) applyPendingUpdate(sandbox, subscription);
  const { status } = subscription;
  if (status === "incomplete") setStatus(sandbox, subscription, "active");
  if (status === "paused" && subscription.latest_invoice === invoice.id && invoice.total > 0) {
    subscription.status = "active";
    sandbox.emit("customer.subscription.resumed", subscription);
  }
  if ((status === "past_due" || status === "unpaid") && !owes(sandbox, subscription)) {
    const customer = sandbox.store.customers.need(subscription.customer);
    customer.delinquent = false;
    setStatus(sandbox, subscription, "active");
  }
}

function applyEndState(sandbox: Sandbox, subscription: Subscription): void {
  const { retriesEndWith } = sandbox.settings;
  if (retriesEndWith === "cancel") cancelNow(sandbox, subscription, "payment_failed");
  if (retriesEndWith === "unpaid") setStatus(sandbox, subscription, "unpaid");
}

/** The subscription whose dunning a failed invoice is part of; first and pending payments have none. */
function dunned({ store }: Sandbox, invoice: Invoice): Subscription | null {
  const subscription = store.subscriptions.get(invoice.subscription ?? "");
  if (!subscription || hasEnded(subscription) || !invoice.auto_advance) return null;
  if (subscription.status === "incomplete" || subscription.status === "paused") return null;
  return subscription.pending_update?.invoice === invoice.id ? null : subscription;
}

/**
 * Sets when the next attempt is; there is none after the last one.
 * Without a card the steps are the same, only that nothing is charged: nobody retries what cannot be paid.
 */
export function planRetry(sandbox: Sandbox, invoice: Invoice): void {
  const waitDays = dunned(sandbox, invoice) ? retryDays[invoice.attempt_count - 1] : undefined;
  invoice.retry_at = waitDays === undefined ? null : sandbox.clock.now() + waitDays * day;
}

/** What a failed attempt does to the subscription; after the last one it ends as the account wants it. */
export function afterFailed(sandbox: Sandbox, invoice: Invoice): void {
  const subscription = dunned(sandbox, invoice);
  if (!subscription) return;
  sandbox.store.customers.need(subscription.customer).delinquent = true;
  if (subscription.status === "active" || subscription.status === "trialing") {
    setStatus(sandbox, subscription, "past_due");
  }
  if (invoice.retry_at === null && subscription.status === "past_due") applyEndState(sandbox, subscription);
}
