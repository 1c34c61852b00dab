import { z } from "zod";
import { day, nextPeriodEnd } from "../calendar.ts";
import { cardError, cardFor, chargeDeclined } from "../engine/cards.ts";
import { changeSubscription, scheduleEnd, updating } from "../engine/change.ts";
import { finalizeAndCollect } from "../engine/collect.ts";
import { cancelNow, hasEnded } from "../engine/ending.ts";
import { draftInvoice, putAside } from "../engine/invoices.ts";
import { creditLine, periodLines } from "../engine/lines.ts";
import { checkedItems, recurrenceOf, subscribe } from "../engine/subscribe.ts";
import { invalid, missing } from "../errors.ts";
import { pageOf } from "../paging.ts";
import { createdRange, flag, mergeMetadata, paging, text } from "../params.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { liveCustomer } from "../store.ts";
import { render } from "../views/index.ts";
import { subscriptionItemView } from "../views/subscriptions.ts";
import { fits, listed, madeIn } from "./listing.ts";
import { type Route, route } from "./route.ts";
import {
  anchorType,
  cancellationDetails,
  createParams,
  prorationBehavior,
  updateParams,
} from "./subscription-params.ts";

function create(sandbox: Sandbox, params: z.output<typeof createParams>): Subscription {
  const { store, clock, settings: _ } = sandbox;
  const customer = liveCustomer(store, params.customer);
  checkedItems(store, params.items);
  if (params.default_payment_method)
    store.paymentMethods.need(params.default_payment_method, "default_payment_method");
  const now = clock.now();
  const trialEnd =
    typeof params.trial_end === "number"
      ? params.trial_end
      : params.trial_period_days
        ? now + params.trial_period_days * day
        : null;
  const method = params.default_payment_method
    ? store.paymentMethods.need(params.default_payment_method)
    : cardFor(store, { customer: customer.id, default_payment_method: null, subscription: null });
  const amount = params.items.reduce(
    (sum, { price, quantity = 1 }) => sum + store.prices.need(price).unit_amount * quantity,
    0,
  );
  const charged =
    trialEnd === null && amount + customer.balance > 0 && params.collection_method !== "send_invoice";
  const waitForPayment = params.payment_behavior === "default_incomplete" && charged;
  if (charged && !waitForPayment && !method) {
    throw invalid(
      "This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/payment-methods/setting#payment-method-priority.",
      { code: "resource_missing" },
    );
  }
  const decided = charged && !waitForPayment && method ? chargeDeclined(sandbox, method) : undefined;
  if (decided && params.payment_behavior === "error_if_incomplete") throw cardError(decided);
  const subscription = subscribe(sandbox, {
    customer: customer.id,
    items: params.items,
    trialEnd,
    anchor: params.billing_cycle_anchor,
    waitForPayment,
    method,
    decided,
    fields: {
      billing_mode: params.billing_mode?.type ?? "flexible",
      collection_method: params.collection_method ?? "charge_automatically",
      days_until_due: params.days_until_due ?? null,
      default_payment_method: params.default_payment_method ?? null,
      description: params.description ?? null,
      metadata: mergeMetadata({}, params.metadata),
      off_session: params.off_session ?? false,
      save_default_payment_method: params.payment_settings?.save_default_payment_method ?? "off",
      trial_end_without_card: params.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice",
    },
  });
  scheduleEnd(sandbox, subscription, {
    cancel_at: params.cancel_at,
    cancel_at_period_end: params.cancel_at_period_end,
  });
  return subscription;
}

function refuseEnded(subscription: Subscription, params: z.output<typeof updateParams>): void {
  const { metadata: _, cancellation_details: __, ...rest } = params;
  if (!hasEnded(subscription) || Object.values(rest).every((value) => value === undefined)) return;
  throw invalid("A canceled subscription can only update its cancellation_details and metadata.");
}

function update(sandbox: Sandbox, subscription: Subscription, params: z.output<typeof updateParams>): void {
  refuseEnded(subscription, params);
  if (params.default_payment_method) {
    const method = sandbox.store.paymentMethods.need(params.default_payment_method, "default_payment_method");
    if (method.customer !== subscription.customer)
      throw missing("PaymentMethod", method.id, "default_payment_method");
    subscription.default_payment_method = method.id;
  }
  const wantsChange =
    params.items || params.trial_end !== undefined || params.billing_cycle_anchor?.type === "now";
  if (wantsChange) {
    const change = {
      items: params.items,
      proration: params.proration_behavior ?? "create_prorations",
      prorationDate: params.proration_date,
      resetAnchor: params.billing_cycle_anchor?.type === "now",
      trialEnd: params.trial_end,
    };
    changeSubscription(sandbox, subscription, change, params.payment_behavior);
  }
  const end = params.cancel_at;
  const cancel_at = typeof end === "string" ? subscription.current_period_end : end;
  scheduleEnd(sandbox, subscription, { cancel_at, cancel_at_period_end: params.cancel_at_period_end });
  Object.assign(subscription.cancellation, params.cancellation_details);
  subscription.metadata = mergeMetadata(subscription.metadata, params.metadata);
  if (params.description !== undefined) subscription.description = params.description;
  if (params.collection_method) subscription.collection_method = params.collection_method;
  const saves = params.payment_settings?.save_default_payment_method;
  if (saves) subscription.save_default_payment_method = saves;
  const withoutCard = params.trial_settings?.end_behavior.missing_payment_method;
  if (withoutCard) subscription.trial_end_without_card = withoutCard;
}

function cancel(
  sandbox: Sandbox,
  subscription: Subscription,
  params: { prorate?: boolean; invoice_now?: boolean },
): void {
  const { store } = sandbox;
  if (params.prorate) {
    for (const item of subscription.items) {
      const line = creditLine(store, subscription, item, sandbox.clock.now());
      putAside(sandbox, subscription.customer, subscription.currency, line);
    }
  }
  if (params.invoice_now) {
    const now = sandbox.clock.now();
    const draft = draftInvoice(sandbox, {
      customer: subscription.customer,
      subscription,
      reason: "subscription_update",
      lines: [],
      period: { start: now, end: now },
      currency: subscription.currency,
    });
    finalizeAndCollect(sandbox, draft);
  }
  cancelNow(sandbox, subscription);
}

function resume(sandbox: Sandbox, subscription: Subscription): void {
  const { store, clock } = sandbox;
  if (subscription.status !== "paused")
    throw invalid("This subscription is not paused, so it cannot be resumed.");
  const now = clock.now();
  const end = nextPeriodEnd(now, recurrenceOf(store, subscription.items), now);
  Object.assign(subscription, {
    billing_cycle_anchor: now,
    current_period_start: now,
    current_period_end: end,
  });
  const invoice = draftInvoice(sandbox, {
    customer: subscription.customer,
    subscription,
    reason: "subscription_update",
    lines: periodLines(store, subscription, subscription.items, { start: now, end }),
    period: { start: now, end: now },
    currency: subscription.currency,
  });
  finalizeAndCollect(sandbox, invoice);
}

export const subscriptionRoutes: Route[] = [
  route("POST /v1/subscriptions", createParams, (sandbox, _ids, params) =>
    render(sandbox, create(sandbox, params)),
  ),
  route("GET /v1/subscriptions/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.subscriptions.need(id)),
  ),
  route("POST /v1/subscriptions/:id", updateParams, (sandbox, { id = "" }, params) => {
    const subscription = sandbox.store.subscriptions.need(id);
    updating(sandbox, subscription, () => update(sandbox, subscription, params));
    return render(sandbox, subscription);
  }),
  route(
    "DELETE /v1/subscriptions/:id",
    z.strictObject({
      cancellation_details: cancellationDetails.optional(),
      invoice_now: flag.optional(),
      prorate: flag.optional(),
    }),
    (sandbox, { id = "" }, params) => {
      const subscription = sandbox.store.subscriptions.need(id);
      if (hasEnded(subscription)) throw missing("subscription", id, "id", 404);
      Object.assign(subscription.cancellation, params.cancellation_details);
      cancel(sandbox, subscription, params);
      return render(sandbox, subscription);
    },
  ),
  route(
    "POST /v1/subscriptions/:id/resume",
    z.strictObject({
      billing_cycle_anchor: anchorType.optional(),
      payment_behavior: text.optional(),
      proration_behavior: prorationBehavior.optional(),
    }),
    (sandbox, { id = "" }) => {
      const subscription = sandbox.store.subscriptions.need(id);
      updating(sandbox, subscription, () => resume(sandbox, subscription));
      return render(sandbox, subscription);
    },
  ),
  route(
    "GET /v1/subscriptions",
    z.strictObject({
      ...paging,
      collection_method: text.optional(),
      created: createdRange,
      customer: text.optional(),
      price: text.optional(),
      status: z
        .enum([
          "active",
          "all",
          "canceled",
          "ended",
          "incomplete",
          "incomplete_expired",
          "past_due",
          "paused",
          "trialing",
          "unpaid",
        ])
        .optional(),
      test_clock: text.optional(),
    }),
    (sandbox, _ids, { created, customer, price, status, collection_method, test_clock: _, ...page }) =>
      listed(sandbox, sandbox.store.subscriptions, "/v1/subscriptions", page, (row) => {
        return (
          madeIn(row.created, created) &&
          fits(customer, row.customer) &&
          fits<string>(collection_method, row.collection_method) &&
          (price === undefined || row.items.some((item) => item.price === price)) &&
          hasStatus(row, status)
        );
      }),
  ),
  route(
    "GET /v1/subscription_items",
    z.strictObject({ ...paging, subscription: text }),
    (sandbox, _ids, { subscription: id, ...page }) => {
      const subscription = sandbox.store.subscriptions.need(id, "subscription");
      const items = subscription.items.map((item) => subscriptionItemView(sandbox.store, subscription, item));
      return pageOf(items.toReversed(), page, { url: "/v1/subscription_items", noun: "subscription item" });
    },
  ),
];

/** Without a wish Stripe leaves the cancelled ones out. */
function hasStatus(row: Subscription, wanted: string | undefined): boolean {
  if (wanted === "all") return true;
  if (wanted === "ended") return hasEnded(row);
  return wanted === undefined ? row.status !== "canceled" : row.status === wanted;
}
