import type { Stripe } from "stripe";
import type { Subscription, SubscriptionItem, SubscriptionSchedule } from "../rows/subscriptions.ts";
import type { Store } from "../store.ts";
import { planView, priceView } from "./catalog.ts";
import { type AllFields, listOf } from "./fields.ts";

function billingMode(mode: Subscription["billing_mode"]) {
  return mode === "flexible"
    ? { type: "flexible", flexible: { proration_discounts: "included" } }
    : { type: "classic", flexible: null };
}

export function subscriptionItemView(store: Store, subscription: Subscription, item: SubscriptionItem) {
  const price = store.prices.need(item.price);
  return {
    id: item.id,
    object: "subscription_item",
    billing_thresholds: null,
    created: item.created,
    current_period_end: subscription.current_period_end,
    current_period_start: subscription.current_period_start,
    current_trial: null,
    discounts: [],
    metadata: item.metadata,
    plan: planView(price),
    price: priceView(price),
    quantity: item.quantity,
    subscription: subscription.id,
    tax_rates: [],
  } satisfies AllFields<Stripe.SubscriptionItem>;
}

function pendingUpdateView(store: Store, subscription: Subscription) {
  const pending = subscription.pending_update;
  if (!pending) return null;
  return {
    billing_cycle_anchor: pending.period?.start ?? null,
    cancel_at_period_end: null,
    discount: null,
    discounts: null,
    expires_at: pending.expires_at,
    metadata: null,
    subscription_items: pending.items.map((item) => subscriptionItemView(store, subscription, item)),
    trial_end: null,
    trial_from_plan: null,
  } satisfies AllFields<Stripe.Subscription.PendingUpdate>;
}

export function subscriptionView(store: Store, subscription: Subscription) {
  const { cancellation, items, save_default_payment_method, trial_end_without_card, ...rest } = subscription;
  const {
    current_period_end: _end,
    current_period_start: _start,
    trial_warned: _warned,
    off_session: _off,
    ...fields
  } = rest;
  return {
    ...fields,
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor_config: null,
    billing_mode: billingMode(subscription.billing_mode),
    billing_schedules: [],
    billing_thresholds: null,
    cancellation_details: { ...cancellation, feedback_option: null },
    customer_account: null,
    default_source: null,
    default_tax_rates: [],
    discounts: [],
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: "self" },
    },
    items: listOf(
      items.map((item) => subscriptionItemView(store, subscription, item)),
      `/v1/subscription_items?subscription=${subscription.id}`,
    ),
    livemode: false,
    managed_payments: { enabled: false },
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method,
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: pendingUpdateView(store, subscription),
    test_clock: store.customers.get(subscription.customer)?.test_clock ?? null,
    transfer_data: null,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: trial_end_without_card },
    },
  } satisfies AllFields<Stripe.Subscription>;
}

function phaseView(schedule: SubscriptionSchedule, index: number, currency: string) {
  const phase = schedule.phases[index];
  if (!phase) return null;
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: phase.end_date,
    invoice_settings: null,
    items: phase.items.map((item) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: item.metadata,
      plan: item.price,
      price: item.price,
      quantity: item.quantity,
      tax_rates: [],
    })),
    metadata: phase.metadata,
    on_behalf_of: null,
    proration_behavior: phase.proration_behavior,
    start_date: phase.start_date,
    transfer_data: null,
    trial_end: null,
  } satisfies AllFields<Stripe.SubscriptionSchedule.Phase>;
}

export function scheduleView(store: Store, schedule: SubscriptionSchedule) {
  const { phase: index, phases: _, ...fields } = schedule;
  const current = schedule.status === "active" ? schedule.phases[index] : undefined;
  const subscription = store.subscriptions.get(schedule.subscription ?? schedule.released_subscription ?? "");
  return {
    ...fields,
    application: null,
    billing_mode: billingMode(subscription?.billing_mode ?? "flexible"),
    current_phase: current ? { start_date: current.start_date, end_date: current.end_date } : null,
    customer_account: null,
    default_settings: {
      application_fee_percent: null,
      billing_cycle_anchor: "automatic",
      billing_thresholds: null,
      collection_method: "charge_automatically",
      default_payment_method: null,
      description: null,
      invoice_settings: { issuer: { type: "self" } },
      on_behalf_of: null,
      transfer_data: null,
    },
    livemode: false,
    pause_schedules: [],
    phases: schedule.phases.map((_phase, at) => phaseView(schedule, at, subscription?.currency ?? "usd")),
    test_clock: store.customers.get(schedule.customer)?.test_clock ?? null,
  } satisfies AllFields<Stripe.SubscriptionSchedule>;
}
