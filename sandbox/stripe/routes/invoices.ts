import { z } from "zod";
import { cardError } from "../engine/cards.ts";
import { collect, markPaid } from "../engine/collect.ts";
import { draftInvoice, finalizeInvoice, putAside, voidInvoice } from "../engine/invoices.ts";
import { previewChange, previewNew } from "../engine/preview.ts";
import { invalid } from "../errors.ts";
import { newId } from "../ids.ts";
import {
  createdRange,
  emptyable,
  flag,
  ignored,
  int,
  mergeMetadata,
  metadata,
  paging,
  text,
} from "../params.ts";
import type { Invoice, InvoiceLine } from "../rows/invoices.ts";
import type { Sandbox } from "../sandbox.ts";
import { liveCustomer } from "../store.ts";
import { render } from "../views/index.ts";
import { paymentMethodBy } from "./customers.ts";
import { fits, listed, madeIn } from "./listing.ts";
import { type Route, route } from "./route.ts";
import { itemChange } from "./subscription-params.ts";

const previewParams = z.strictObject({
  automatic_tax: ignored,
  currency: text.optional(),
  customer: text.optional(),
  preview_mode: z.enum(["next"]).optional(),
  subscription: text.optional(),
  subscription_details: z
    .strictObject({
      billing_cycle_anchor: z.enum(["now", "unchanged"]).optional(),
      cancel_at_period_end: ignored,
      items: z.array(itemChange).optional(),
      proration_behavior: z.enum(["always_invoice", "create_prorations", "none"]).optional(),
      proration_date: int.optional(),
      trial_end: z.union([z.literal("now"), int]).optional(),
    })
    .optional(),
});

function preview(
  sandbox: Sandbox,
  { customer, subscription, subscription_details: details }: z.output<typeof previewParams>,
): Invoice {
  if (subscription) {
    const row = sandbox.store.subscriptions.need(subscription, "subscription");
    if (customer && row.customer !== customer)
      throw invalid("The subscription does not belong to this customer.");
    return previewChange(sandbox, row, {
      items: details?.items,
      proration: details?.proration_behavior ?? "create_prorations",
      prorationDate: details?.proration_date,
      resetAnchor: details?.billing_cycle_anchor === "now",
      trialEnd: details?.trial_end,
    });
  }
  if (!customer)
    throw invalid("Missing required param: customer.", { code: "parameter_missing", param: "customer" });
  liveCustomer(sandbox.store, customer);
  const trialEnd = typeof details?.trial_end === "number" ? details.trial_end : null;
  if (details?.items) return previewNew(sandbox, customer, details.items, trialEnd);
  const [live] = sandbox.store.subscriptions.where(
    (row) => row.customer === customer && row.status === "active",
  );
  if (live) return previewChange(sandbox, live, { proration: "none" });
  throw invalid(`No upcoming invoices for customer: ${customer}`, { code: "invoice_upcoming_none" });
}

function payable(invoice: Invoice): void {
  if (invoice.status === "paid") throw invalid("Invoice is already paid");
  if (invoice.status === "void") throw invalid("Invoice is voided and cannot be paid.");
}

const payParams = z.strictObject({
  forgive: ignored,
  off_session: ignored,
  paid_out_of_band: flag.optional(),
  payment_method: text.optional(),
});

function pay(sandbox: Sandbox, invoice: Invoice, params: z.output<typeof payParams>): void {
  payable(invoice);
  if (invoice.status === "draft") finalizeInvoice(sandbox, invoice);
  if (params.paid_out_of_band) {
    markPaid(sandbox, invoice);
    return;
  }
  const method = params.payment_method
    ? paymentMethodBy(sandbox, params.payment_method, "payment_method")
    : undefined;
  const declined = collect(sandbox, invoice, method);
  if (!declined) return;
  const intent = sandbox.store.paymentIntents.get(invoice.payments.at(-1)?.payment_intent ?? "");
  if (!intent?.latest_charge) {
    throw invalid(
      "There is no `default_payment_method` set on this Customer or Invoice. Please set one or pass a `payment_method`.",
    );
  }
  throw cardError(declined, { payment_intent: render(sandbox, intent) });
}

function manualLines(sandbox: Sandbox, invoice: Invoice, line: InvoiceLine): void {
  invoice.lines.push(line);
  invoice.total += line.amount;
  Object.assign(invoice, {
    subtotal: invoice.total,
    amount_due: invoice.total,
    amount_remaining: invoice.total,
  });
  sandbox.emit("invoice.updated", invoice);
}

const itemParams = z.strictObject({
  amount: int.optional(),
  currency: text.optional(),
  customer: text,
  description: text.optional(),
  invoice: text.optional(),
  metadata,
  price_data: ignored,
  pricing: z.strictObject({ price: text }).optional(),
  quantity: int.optional(),
  subscription: text.optional(),
});

/** A line of the account's own; on a draft at once, else on the customer's next invoice. */
function createItem(sandbox: Sandbox, params: z.output<typeof itemParams>) {
  const { store, clock } = sandbox;
  const customer = liveCustomer(store, params.customer);
  const price = params.pricing ? store.prices.need(params.pricing.price, "pricing[price]") : null;
  const quantity = params.quantity ?? 1;
  const amount = params.amount ?? (price ? price.unit_amount * quantity : undefined);
  if (amount === undefined)
    throw invalid("Missing required param: amount.", { code: "parameter_missing", param: "amount" });
  const now = clock.now();
  const line: InvoiceLine = {
    id: newId("il"),
    amount,
    description: params.description ?? "Item",
    invoice_item: null,
    metadata: mergeMetadata({}, params.metadata),
    period: { start: now, end: now },
    price: price?.id ?? null,
    proration: false,
    quantity,
    subscription: params.subscription ?? null,
    subscription_item: null,
  };
  putAside(sandbox, customer.id, params.currency ?? price?.currency ?? customer.currency ?? "usd", line);
  const item = store.invoiceItems.all().at(-1);
  if (!item) throw new Error("The item that was just put aside is gone.");
  if (params.invoice) {
    const invoice = store.invoices.need(params.invoice, "invoice");
    item.invoice = invoice.id;
    manualLines(sandbox, invoice, { ...line, invoice_item: item.id });
  }
  return item;
}

export const invoiceRoutes: Route[] = [
  route("POST /v1/invoices/create_preview", previewParams, (sandbox, _ids, params) => {
    return render(sandbox, preview(sandbox, params));
  }),
  route(
    "POST /v1/invoices",
    z.strictObject({
      auto_advance: flag.optional(),
      collection_method: z.enum(["charge_automatically", "send_invoice"]).optional(),
      customer: text,
      days_until_due: int.optional(),
      description: text.optional(),
      metadata,
      pending_invoice_items_behavior: ignored,
    }),
    (sandbox, _ids, params) => {
      const customer = liveCustomer(sandbox.store, params.customer);
      const now = sandbox.clock.now();
      const invoice = draftInvoice(sandbox, {
        customer: customer.id,
        subscription: null,
        reason: "manual",
        lines: [],
        period: { start: now, end: now },
        currency: customer.currency ?? "usd",
        waits: params.auto_advance ?? false,
        autoAdvance: params.auto_advance ?? false,
      });
      invoice.collection_method = params.collection_method ?? "charge_automatically";
      invoice.description = params.description ?? null;
      invoice.metadata = mergeMetadata({}, params.metadata);
      return render(sandbox, invoice);
    },
  ),
  route("GET /v1/invoices/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.invoices.need(id)),
  ),
  route(
    "POST /v1/invoices/:id",
    z.strictObject({ auto_advance: flag.optional(), description: emptyable(text).optional(), metadata }),
    (sandbox, { id = "" }, params) => {
      const invoice = sandbox.store.invoices.need(id);
      const before = render(sandbox, invoice);
      invoice.auto_advance = params.auto_advance ?? invoice.auto_advance;
      if (params.description !== undefined) invoice.description = params.description;
      invoice.metadata = mergeMetadata(invoice.metadata, params.metadata);
      sandbox.emit("invoice.updated", invoice, before);
      return render(sandbox, invoice);
    },
  ),
  route(
    "GET /v1/invoices",
    z.strictObject({
      ...paging,
      collection_method: text.optional(),
      created: createdRange,
      customer: text.optional(),
      status: z.enum(["draft", "open", "paid", "uncollectible", "void"]).optional(),
      subscription: text.optional(),
    }),
    (sandbox, _ids, { created, customer, status, subscription, collection_method, ...page }) =>
      listed(sandbox, sandbox.store.invoices, "/v1/invoices", page, (row) => {
        return (
          madeIn(row.created, created) &&
          fits(customer, row.customer) &&
          fits(status, row.status) &&
          fits<string>(collection_method, row.collection_method) &&
          fits<string | null>(subscription, row.subscription)
        );
      }),
  ),
  route(
    "POST /v1/invoices/:id/finalize",
    z.strictObject({ auto_advance: flag.optional() }),
    (sandbox, { id = "" }, params) => {
      const invoice = sandbox.store.invoices.need(id);
      if (invoice.status !== "draft")
        throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
      finalizeInvoice(sandbox, invoice);
      if (invoice.amount_due === 0) markPaid(sandbox, invoice);
      else if (params.auto_advance) collect(sandbox, invoice);
      return render(sandbox, invoice);
    },
  ),
  route("POST /v1/invoices/:id/pay", payParams, (sandbox, { id = "" }, params) => {
    const invoice = sandbox.store.invoices.need(id);
    pay(sandbox, invoice, params);
    return render(sandbox, invoice);
  }),
  route("POST /v1/invoices/:id/void", z.strictObject({}), (sandbox, { id = "" }) => {
    const invoice = sandbox.store.invoices.need(id);
    if (invoice.status !== "open" && invoice.status !== "uncollectible") {
      throw invalid(
        `You can only pass in open or uncollectible invoices. This invoice is ${invoice.status}.`,
      );
    }
    voidInvoice(sandbox, invoice);
    return render(sandbox, invoice);
  }),
  route("POST /v1/invoiceitems", itemParams, (sandbox, _ids, params) =>
    render(sandbox, createItem(sandbox, params)),
  ),
];
