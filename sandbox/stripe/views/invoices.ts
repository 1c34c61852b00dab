import type { Stripe } from "stripe";
import { hasCard } from "../engine/cards.ts";
import type { Invoice, InvoiceItem, InvoiceLine, InvoicePayment } from "../rows/invoices.ts";
import type { Store } from "../store.ts";
import { type AllFields, listOf } from "./fields.ts";

function pricing(store: Store, priceId: string | null) {
  const price = priceId ? store.prices.get(priceId) : undefined;
  if (!price) return null;
  return {
    type: "price_details",
    price_details: { price: price.id, product: price.product },
    unit_amount_decimal: String(price.unit_amount),
  };
}

function lineParent(line: InvoiceLine) {
  if (line.subscription_item) {
    return {
      type: "subscription_item_details",
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: line.invoice_item,
        proration: line.proration,
        proration_details: { credited_items: null },
        subscription: line.subscription,
        subscription_item: line.subscription_item,
      },
    };
  }
  return {
    type: "invoice_item_details",
    invoice_item_details: {
      invoice_item: line.invoice_item ?? line.id,
      proration: line.proration,
      proration_details: { credited_items: null },
      subscription: line.subscription,
    },
    subscription_item_details: null,
  };
}

function lineView(store: Store, invoice: Invoice, line: InvoiceLine) {
  return {
    id: line.id,
    object: "line_item",
    amount: line.amount,
    currency: invoice.currency,
    description: line.description,
    discount_amounts: [],
    discountable: !line.proration,
    discounts: [],
    invoice: invoice.id,
    livemode: false,
    metadata: line.metadata,
    parent: lineParent(line),
    period: line.period,
    pretax_credit_amounts: [],
    pricing: pricing(store, line.price),
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription: line.subscription,
    subtotal: line.amount,
    taxes: [],
  } satisfies AllFields<Stripe.InvoiceLineItem>;
}

export function invoicePaymentView(invoice: Invoice, payment: InvoicePayment) {
  return {
    id: payment.id,
    object: "invoice_payment",
    amount_paid: payment.amount_paid,
    amount_requested: payment.amount_requested,
    created: payment.created,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: payment === invoice.payments.at(-1),
    livemode: false,
    payment: { type: "payment_intent", payment_intent: payment.payment_intent },
    status: payment.status,
    status_transitions: { canceled_at: null, paid_at: payment.paid_at },
  } satisfies AllFields<Stripe.InvoicePayment>;
}

/** The invoice without its payments, which Stripe gives only when asked to expand them. */
export function invoiceView(store: Store, invoice: Invoice, url: string) {
  const { finalized_at, marked_uncollectible_at, paid_at, voided_at, retry_at, ...rest } = invoice;
  const { payments: _payments, subscription, lines, ...fields } = rest;
  const owner = subscription ? store.subscriptions.get(subscription) : undefined;
  const page = finalized_at === null ? null : `${url}/invoice/${invoice.id}`;
  return {
    ...fields,
    account_country: "US",
    account_name: "Moltdesk",
    account_tax_ids: null,
    amount_overpaid: 0,
    amount_shipping: 0,
    application: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    custom_fields: null,
    customer_account: null,
    customer_address: null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: "none",
    customer_tax_ids: [],
    default_source: null,
    default_tax_rates: [],
    discounts: [],
    effective_at: finalized_at,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: page,
    invoice_pdf: page,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf(
      lines.map((line) => lineView(store, invoice, line)),
      `/v1/invoices/${invoice.id}/lines`,
    ),
    livemode: false,
    next_payment_attempt: hasCard(store, invoice) ? retry_at : null,
    on_behalf_of: null,
    parent: subscription
      ? {
          type: "subscription_details",
          quote_details: null,
          subscription_details: { metadata: owner?.metadata ?? {}, subscription },
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    statement_descriptor: null,
    status_transitions: { finalized_at, marked_uncollectible_at, paid_at, voided_at },
    subtotal_excluding_tax: invoice.subtotal,
    test_clock: store.customers.get(invoice.customer)?.test_clock ?? null,
    total_discount_amounts: [],
    total_excluding_tax: invoice.total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: invoice.created,
  } satisfies AllFields<Stripe.Invoice>;
}

export function invoiceItemView(store: Store, item: InvoiceItem) {
  const { price, subscription, subscription_item, ...fields } = item;
  return {
    ...fields,
    customer_account: null,
    discountable: !item.proration,
    discounts: [],
    livemode: false,
    parent: subscription
      ? {
          type: "subscription_details",
          subscription_details: { subscription, subscription_item: subscription_item ?? undefined },
        }
      : null,
    pricing: pricing(store, price),
    quantity_decimal: String(item.quantity),
    tax_rates: [],
    test_clock: store.customers.get(item.customer)?.test_clock ?? null,
  } satisfies AllFields<Stripe.InvoiceItem>;
}
