import type { Stripe } from "stripe";
import type { Charge, PaymentIntent, Refund } from "../rows/invoices.ts";
import type { Store } from "../store.ts";
import type { AllFields } from "./fields.ts";
import { cardView, paymentMethodView } from "./parties.ts";

export function paymentIntentView(store: Store, intent: PaymentIntent) {
  const { invoice: _, last_payment_error: error, ...fields } = intent;
  const method = store.paymentMethods.get(intent.payment_method ?? "");
  return {
    ...fields,
    allowed_payment_method_types: null,
    amount_capturable: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: "automatic",
    client_secret: `${intent.id}_secret_standin`,
    confirmation_method: "automatic",
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: error && {
      type: "card_error",
      ...error,
      payment_method: method ? paymentMethodView(method) : undefined,
    },
    livemode: false,
    managed_payments: { enabled: false },
    next_action: null,
    on_behalf_of: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: "off_session",
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    transfer_group: null,
  } satisfies AllFields<Stripe.PaymentIntent>;
}

export function chargeView(store: Store, charge: Charge) {
  const { failure, ...fields } = charge;
  const method = store.paymentMethods.get(charge.payment_method);
  return {
    ...fields,
    amount_captured: failure ? 0 : charge.amount,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: "MOLTDESK",
    captured: failure === null,
    description: null,
    failure_balance_transaction: null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    on_behalf_of: null,
    outcome: {
      network_status: failure ? "declined_by_network" : "approved_by_network",
      reason: failure?.decline_code ?? null,
      type: failure ? "issuer_declined" : "authorized",
    },
    paid: failure === null,
    payment_method_details: method ? { type: "card", card: cardView(method) } : null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: failure === null && charge.amount_refunded === charge.amount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: failure ? "failed" : "succeeded",
    transfer_data: null,
    transfer_group: null,
  } satisfies AllFields<Stripe.Charge>;
}

export function refundView(store: Store, refund: Refund) {
  const charge = store.charges.get(refund.charge);
  return {
    ...refund,
    balance_transaction: null,
    customer: charge?.customer ?? null,
    customer_account: null,
    payment_method: charge?.payment_method ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  } satisfies AllFields<Stripe.Refund>;
}
