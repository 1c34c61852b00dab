import type { Stripe } from "stripe";
import type { Customer, PaymentMethod, StripeEvent, TestClock, WebhookEndpoint } from "../rows/parties.ts";
import type { AllFields } from "./fields.ts";

export function customerView(customer: Customer) {
  if (customer.deleted) return { id: customer.id, object: "customer", deleted: true };
  const { deleted: _, default_payment_method, ...fields } = customer;
  return {
    ...fields,
    customer_account: null,
    default_source: null,
    discount: null,
    invoice_settings: { custom_fields: null, default_payment_method, footer: null, rendering_options: null },
    livemode: false,
    shipping: null,
  } satisfies AllFields<Stripe.Customer>;
}

export function paymentMethodView(method: PaymentMethod) {
  const { brand, last4, exp_month, exp_year, kind: _, ...fields } = method;
  return {
    ...fields,
    allow_redisplay: "unspecified",
    billing_details: { address: null, phone: null, tax_id: null, ...fields.billing_details },
    card: cardView(method),
    customer_account: null,
    livemode: false,
    type: "card",
  } satisfies AllFields<Stripe.PaymentMethod>;
}

export function cardView({ brand, last4, exp_month, exp_year }: PaymentMethod) {
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    display_brand: brand,
    exp_month,
    exp_year,
    fingerprint: `standin${last4}`,
    funding: "credit",
    generated_from: null,
    last4,
    networks: { available: [brand], preferred: null },
    regulated_status: "unregulated",
    three_d_secure_usage: { supported: true },
    wallet: null,
  } satisfies AllFields<Stripe.PaymentMethod.Card>;
}

export function testClockView(clock: TestClock) {
  return {
    ...clock,
    deletes_after: clock.created + 30 * 86_400,
    livemode: false,
    status_details:
      clock.status === "advancing" ? { advancing: { target_frozen_time: clock.frozen_time } } : {},
  } satisfies AllFields<Stripe.TestHelpers.TestClock>;
}

/** The secret is told once, by the answer that made the endpoint. */
export function webhookEndpointView({ secrets: _, ...fields }: WebhookEndpoint) {
  return {
    ...fields,
    api_version: null,
    application: null,
    livemode: false,
  } satisfies AllFields<Stripe.WebhookEndpoint>;
}

export function eventView(event: StripeEvent) {
  return { ...event } satisfies AllFields<Stripe.EventBase>;
}
