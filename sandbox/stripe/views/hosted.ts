import type { Stripe } from "stripe";
import type {
  CheckoutSession,
  LineItem,
  PortalConfiguration,
  PortalFlow,
  PortalSession,
} from "../rows/hosted.ts";
import type { Store } from "../store.ts";
import { priceView } from "./catalog.ts";
import type { AllFields } from "./fields.ts";

export function lineItemView(store: Store, item: LineItem) {
  const price = store.prices.need(item.price);
  const amount = price.unit_amount * item.quantity;
  return {
    id: item.id,
    object: "item",
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: store.products.get(price.product)?.name ?? null,
    metadata: {},
    price: priceView(price),
    quantity: item.quantity,
  } satisfies AllFields<Stripe.LineItem>;
}

/** What is due today: nothing while a trial runs. */
export function sessionAmount(store: Store, session: CheckoutSession): number {
  if (session.subscription_data.trial_end !== null || session.subscription_data.trial_period_days) return 0;
  return session.line_items.reduce((sum, item) => sum + lineItemView(store, item).amount_total, 0);
}

export function checkoutSessionView(store: Store, session: CheckoutSession, url: string) {
  const {
    automatic_tax,
    line_items: _items,
    subscription_data: _data,
    tax_id_collection,
    ...fields
  } = session;
  const amount = sessionAmount(store, session);
  const customer = store.customers.get(session.customer ?? "");
  const email = customer?.email ?? session.customer_email;
  return {
    ...fields,
    adaptive_pricing: null,
    after_expiration: null,
    allowed_payment_method_types: null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: {
      enabled: automatic_tax,
      liability: null,
      provider: automatic_tax ? "stripe" : null,
      status: automatic_tax && session.status === "complete" ? "complete" : null,
    },
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer_account: null,
    customer_creation: session.customer ? null : "always",
    customer_details:
      session.status === "complete" || email
        ? {
            address: null,
            email,
            name: customer?.name ?? null,
            phone: null,
            tax_exempt: "none",
            tax_ids: null,
          }
        : null,
    discounts: [],
    integration_identifier: null,
    invoice_creation: null,
    livemode: false,
    managed_payments: { enabled: false },
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    submit_type: null,
    tax_id_collection: { enabled: tax_id_collection, required: "never" },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: session.status === "open" ? `${url}/pay/${session.id}` : null,
    wallet_options: null,
  } satisfies AllFields<Stripe.Checkout.Session>;
}

export function portalConfigurationView(configuration: PortalConfiguration) {
  const { features, ...fields } = configuration;
  const update = features.subscription_update;
  return {
    ...fields,
    application: null,
    features: {
      ...features,
      payment_method_update: { ...features.payment_method_update, payment_method_configuration: null },
      subscription_cancel: {
        ...features.subscription_cancel,
        cancellation_reason: { ...features.subscription_cancel.cancellation_reason, feedback_options: null },
      },
      subscription_pause: { enabled: false, duration: { interval_options: [], type: "indefinite" } },
      subscription_update: {
        ...update,
        schedule_at_period_end: { conditions: update.schedule_at_period_end.map((type) => ({ type })) },
      },
    } satisfies AllFields<Stripe.BillingPortal.Configuration.Features>,
    // Only the configuration that is saved in the dashboard is the default; the stand-in has no dashboard.
    is_default: false,
    livemode: false,
    login_page: { enabled: false, url: null },
  } satisfies AllFields<Stripe.BillingPortal.Configuration>;
}

function flowView(flow: PortalFlow) {
  const { type, after } = flow;
  const named = (wanted: PortalFlow["type"]) =>
    "subscription" in flow && type === wanted ? { subscription: flow.subscription } : null;
  const cancel = named("subscription_cancel");
  return {
    type,
    after_completion: {
      type: after.type,
      hosted_confirmation: after.type === "hosted_confirmation" ? { custom_message: null } : null,
      redirect: after.type === "redirect" ? { return_url: after.return_url } : null,
    },
    customer_update: null,
    subscription_cancel: cancel && { ...cancel, retention: null },
    subscription_pause: null,
    subscription_update: named("subscription_update"),
    subscription_update_confirm:
      flow.type === "subscription_update_confirm"
        ? { subscription: flow.subscription, items: flow.items, discounts: null }
        : null,
  } satisfies AllFields<Stripe.BillingPortal.Session.Flow>;
}

export function portalSessionView(session: PortalSession, url: string) {
  return {
    ...session,
    customer_account: null,
    flow: session.flow && flowView(session.flow),
    livemode: false,
    on_behalf_of: null,
    url: `${url}/portal/${session.id}`,
  } satisfies AllFields<Stripe.BillingPortal.Session>;
}
