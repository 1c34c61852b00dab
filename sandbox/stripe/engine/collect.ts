import { newId } from "../ids.ts";
import type { Decline, Invoice, InvoicePayment, PaymentIntent } from "../rows/invoices.ts";
import type { PaymentMethod } from "../rows/parties.ts";
import type { Sandbox } from "../sandbox.ts";
import { cardFor, chargeDeclined } from "./cards.ts";
import { afterFailed, afterPaid, planRetry } from "./dunning.ts";
import { finalizeInvoice } from "./invoices.ts";

/** The invoice's payment that still waits for money, made when there is none. */
export function openPayment(
  sandbox: Sandbox,
  invoice: Invoice,
): { payment: InvoicePayment; intent: PaymentIntent } {
  const { store, clock } = sandbox;
  const open = invoice.payments.find(({ status }) => status === "open");
  if (open) return { payment: open, intent: store.paymentIntents.need(open.payment_intent) };
  const intent = store.paymentIntents.add({
    id: newId("pi"),
    object: "payment_intent",
    amount: invoice.amount_remaining,
    amount_received: 0,
    created: clock.now(),
    currency: invoice.currency,
    customer: invoice.customer,
    invoice: invoice.id,
    last_payment_error: null,
    latest_charge: null,
    metadata: {},
    payment_method: null,
    status: "requires_payment_method",
  });
  const payment: InvoicePayment = {
    id: newId("inpay"),
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: clock.now(),
    paid_at: null,
    payment_intent: intent.id,
    status: "open",
  };
  invoice.payments.push(payment);
  return { payment, intent };
}

function recordCharge(
  sandbox: Sandbox,
  intent: PaymentIntent,
  method: PaymentMethod,
  declined: Decline | null,
): void {
  const charge = sandbox.store.charges.add({
    id: newId("ch"),
    object: "charge",
    amount: intent.amount,
    amount_refunded: 0,
    created: sandbox.clock.now(),
    currency: intent.currency,
    customer: intent.customer,
    disputed: false,
    failure: declined,
    metadata: {},
    payment_intent: intent.id,
    payment_method: method.id,
  });
  intent.latest_charge = charge.id;
  intent.last_payment_error = declined;
  intent.payment_method = declined ? null : method.id;
  intent.status = declined ? "requires_payment_method" : "succeeded";
  intent.amount_received = declined ? 0 : intent.amount;
  sandbox.emit(declined ? "charge.failed" : "charge.succeeded", charge);
  sandbox.emit(declined ? "payment_intent.payment_failed" : "payment_intent.succeeded", intent);
}

export function markPaid(sandbox: Sandbox, invoice: Invoice): void {
  invoice.status = "paid";
  invoice.paid_at = sandbox.clock.now();
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.retry_at = null;
  invoice.attempted = true;
  sandbox.emit("invoice.paid", invoice);
  sandbox.emit("invoice.payment_succeeded", invoice);
  afterPaid(sandbox, invoice);
}

/**
 * Charges an open invoice once.
 * @param decided the outcome, where it was needed before the invoice could exist
 * @returns why it failed, null when it is paid
 */
export function collect(
  sandbox: Sandbox,
  invoice: Invoice,
  method = cardFor(sandbox.store, invoice),
  decided?: Decline | null,
): Decline | null {
  if (invoice.amount_remaining === 0) {
    markPaid(sandbox, invoice);
    return null;
  }
  invoice.attempt_count += 1;
  invoice.attempted = true;
  const { payment, intent } = openPayment(sandbox, invoice);
  const declined = method
    ? decided === undefined
      ? chargeDeclined(sandbox, method)
      : decided
    : { code: "payment_method_missing", decline_code: "", message: "There is no card to charge." };
  if (method) recordCharge(sandbox, intent, method, declined);
  if (!declined) {
    payment.status = "paid";
    payment.amount_paid = intent.amount;
    payment.paid_at = sandbox.clock.now();
    markPaid(sandbox, invoice);
    return null;
  }
  planRetry(sandbox, invoice);
  sandbox.emit("invoice.payment_failed", invoice);
  afterFailed(sandbox, invoice);
  return declined;
}

/** Finalizes a draft and charges it at once. @returns why the charge failed, null when it is paid */
export function finalizeAndCollect(
  sandbox: Sandbox,
  invoice: Invoice,
  decided?: Decline | null,
  method?: PaymentMethod | null,
): Decline | null {
  finalizeInvoice(sandbox, invoice);
  if (invoice.collection_method === "send_invoice" && invoice.amount_due > 0) return null;
  return collect(sandbox, invoice, method === undefined ? cardFor(sandbox.store, invoice) : method, decided);
}
