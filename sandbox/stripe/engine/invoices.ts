import { hour } from "../calendar.ts";
import { newId } from "../ids.ts";
import type { BillingReason, Invoice, InvoiceItem, InvoiceLine } from "../rows/invoices.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Store } from "../store.ts";
import { render } from "../views/index.ts";
import type { Period } from "./lines.ts";

type InvoiceSpec = {
  customer: string;
  subscription: Subscription | null;
  reason: BillingReason;
  lines: InvoiceLine[];
  period: Period;
  currency: string;
  /** Waits an hour as a draft, then goes by itself. */
  waits?: boolean;
  autoAdvance?: boolean;
};

/** Lines that were put aside for the next invoice. */
export function pendingLines(store: Store, customer: string, subscription: string | null): InvoiceLine[] {
  return store.invoiceItems.where((item) => isPending(item, customer, subscription)).map(lineOfItem);
}

function isPending(item: InvoiceItem, customer: string, subscription: string | null): boolean {
  return (
    item.invoice === null &&
    item.customer === customer &&
    (item.subscription ?? subscription) === subscription
  );
}

function lineOfItem(item: InvoiceItem): InvoiceLine {
  const {
    amount,
    description,
    metadata,
    period,
    price,
    proration,
    quantity,
    subscription,
    subscription_item,
  } = item;
  return {
    id: newId("il"),
    amount,
    description,
    invoice_item: item.id,
    metadata,
    period,
    price,
    proration,
    quantity,
    subscription,
    subscription_item,
  };
}

/** Puts a line aside: it goes on the customer's next invoice. */
export function putAside(sandbox: Sandbox, customer: string, currency: string, line: InvoiceLine): void {
  const { id: _, invoice_item: __, ...fields } = line;
  const item = sandbox.store.invoiceItems.add({
    id: newId("ii"),
    object: "invoiceitem",
    currency,
    customer,
    date: sandbox.clock.now(),
    invoice: null,
    ...fields,
  });
  sandbox.emit("invoiceitem.created", item);
}

/** What the customer owes once credit, or an older debt, is counted in. */
export function withBalance(total: number, balance: number): { due: number; ending: number } {
  const owed = total + balance;
  return owed > 0 ? { due: owed, ending: 0 } : { due: 0, ending: owed };
}

/** The invoice as a row that nobody has seen yet; previews stop here. */
export function buildInvoice(sandbox: Sandbox, spec: InvoiceSpec): Invoice {
  const { store, clock } = sandbox;
  const customer = store.customers.need(spec.customer);
  const total = spec.lines.reduce((sum, { amount }) => sum + amount, 0);
  const { due } = withBalance(total, customer.balance);
  return {
    id: newId("in"),
    object: "invoice",
    amount_due: due,
    amount_paid: 0,
    amount_remaining: due,
    attempt_count: 0,
    attempted: false,
    auto_advance: spec.autoAdvance ?? true,
    automatically_finalizes_at: spec.waits ? clock.now() + hour : null,
    billing_reason: spec.reason,
    collection_method: spec.subscription?.collection_method ?? "charge_automatically",
    created: clock.now(),
    currency: spec.currency,
    customer: customer.id,
    customer_email: customer.email,
    customer_name: customer.name,
    default_payment_method: null,
    description: null,
    due_date: null,
    ending_balance: null,
    finalized_at: null,
    lines: spec.lines,
    marked_uncollectible_at: null,
    metadata: {},
    number: null,
    paid_at: null,
    payments: [],
    period_end: spec.period.end,
    period_start: spec.period.start,
    retry_at: null,
    starting_balance: customer.balance,
    status: "draft",
    subscription: spec.subscription?.id ?? null,
    subtotal: total,
    total,
    voided_at: null,
  };
}

/** Makes the draft, with everything that was put aside for it. */
export function draftInvoice(sandbox: Sandbox, spec: InvoiceSpec): Invoice {
  const { store } = sandbox;
  const subscriptionId = spec.subscription?.id ?? null;
  const waiting = store.invoiceItems.where((item) => isPending(item, spec.customer, subscriptionId));
  const invoice = buildInvoice(sandbox, { ...spec, lines: [...waiting.map(lineOfItem), ...spec.lines] });
  for (const item of waiting) item.invoice = invoice.id;
  store.invoices.add(invoice);
  if (spec.subscription) spec.subscription.latest_invoice = invoice.id;
  sandbox.emit("invoice.created", invoice);
  return invoice;
}

/** Fixes the amounts, uses up credit, numbers the invoice. Charging is not part of it. */
export function finalizeInvoice(sandbox: Sandbox, invoice: Invoice): void {
  const { store, clock } = sandbox;
  const customer = store.customers.need(invoice.customer);
  const { due, ending } = withBalance(invoice.total, customer.balance);
  invoice.starting_balance = customer.balance;
  invoice.ending_balance = ending;
  invoice.amount_due = due;
  invoice.amount_remaining = due;
  invoice.number = `${customer.invoice_prefix}-${String(customer.next_invoice_sequence).padStart(4, "0")}`;
  invoice.status = "open";
  invoice.finalized_at = clock.now();
  invoice.automatically_finalizes_at = null;
  const before = render(sandbox, customer);
  customer.next_invoice_sequence += 1;
  customer.currency ??= invoice.currency;
  if (customer.balance !== ending) {
    customer.balance = ending;
    sandbox.emit("customer.updated", customer, before);
  }
  sandbox.emit("invoice.finalized", invoice);
}

export function voidInvoice(sandbox: Sandbox, invoice: Invoice): void {
  invoice.status = "void";
  invoice.voided_at = sandbox.clock.now();
  invoice.retry_at = null;
  invoice.auto_advance = false;
  sandbox.emit("invoice.voided", invoice);
}
