import { z } from "zod";
import { attachCard, cardByNumber, cardByToken, newPaymentMethod } from "../engine/cards.ts";
import { deleteCustomer, newCustomer } from "../engine/customers.ts";
import { invalid, missing } from "../errors.ts";
import { createdRange, emptyable, ignored, int, mergeMetadata, metadata, paging, text } from "../params.ts";
import type { Customer, PaymentMethod } from "../rows/parties.ts";
import type { Sandbox } from "../sandbox.ts";
import { liveCustomer } from "../store.ts";
import { render } from "../views/index.ts";
import { fits, listed, madeIn } from "./listing.ts";
import { type Route, route } from "./route.ts";

const address = emptyable(z.record(z.string(), z.string()));
const customerFields = {
  address: address.optional(),
  balance: int.optional(),
  description: emptyable(text).optional(),
  email: emptyable(text).optional(),
  invoice_prefix: text.optional(),
  invoice_settings: z
    .strictObject({
      default_payment_method: emptyable(text).optional(),
      custom_fields: ignored,
      footer: ignored,
    })
    .optional(),
  metadata,
  name: emptyable(text).optional(),
  phone: emptyable(text).optional(),
  preferred_locales: z.array(text).optional(),
  shipping: ignored,
  source: text.optional(),
  tax: ignored,
  tax_exempt: z.enum(["none", "exempt", "reverse"]).optional(),
};
type CustomerParams = { [Name in keyof typeof customerFields]?: z.output<(typeof customerFields)[Name]> };

/** A saved card by its id, or a new one by the name of a test card. @throws StripeError `resource_missing` */
export function paymentMethodBy(sandbox: Sandbox, idOrToken: string, param: string): PaymentMethod {
  const card = cardByToken(idOrToken);
  return card ? newPaymentMethod(sandbox, card) : sandbox.store.paymentMethods.need(idOrToken, param);
}

function ownCard(sandbox: Sandbox, customer: Customer, id: string): string {
  const method = sandbox.store.paymentMethods.need(id, "invoice_settings[default_payment_method]");
  if (method.customer !== customer.id) {
    throw invalid(
      "The customer does not have a payment method with the ID " +
        `${id}. The payment method must be attached to the customer.`,
      { code: "resource_missing", param: "invoice_settings[default_payment_method]" },
    );
  }
  return id;
}

function takeCard(sandbox: Sandbox, customer: Customer, idOrToken: string, param: string): string {
  const method = paymentMethodBy(sandbox, idOrToken, param);
  if (method.customer !== customer.id) attachCard(sandbox, method, customer.id);
  return method.id;
}

function fieldsOf({
  invoice_settings: _,
  metadata: __,
  shipping: ___,
  source: ____,
  tax: _____,
  ...fields
}: CustomerParams) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const customers: Route[] = [
  route(
    "POST /v1/customers",
    z.strictObject({ ...customerFields, payment_method: text.optional(), test_clock: text.optional() }),
    (sandbox, _ids, { payment_method, test_clock, ...params }) => {
      if (test_clock) sandbox.store.testClocks.need(test_clock, "test_clock");
      const customer = newCustomer(sandbox, {
        ...fieldsOf(params),
        metadata: mergeMetadata({}, params.metadata),
        test_clock: test_clock ?? null,
      });
      const card = payment_method && takeCard(sandbox, customer, payment_method, "payment_method");
      const chosen = params.invoice_settings?.default_payment_method;
      if (chosen)
        customer.default_payment_method = cardByToken(chosen)
          ? (card ?? null)
          : ownCard(sandbox, customer, chosen);
      if (params.source)
        customer.default_payment_method = takeCard(sandbox, customer, params.source, "source");
      return render(sandbox, customer);
    },
  ),
  route("GET /v1/customers/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.customers.need(id)),
  ),
  route("POST /v1/customers/:id", z.strictObject(customerFields), (sandbox, { id = "" }, params) => {
    const customer = liveCustomer(sandbox.store, id, "id");
    const before = render(sandbox, customer);
    const chosen = params.invoice_settings?.default_payment_method;
    if (chosen !== undefined) customer.default_payment_method = chosen && ownCard(sandbox, customer, chosen);
    if (params.source) customer.default_payment_method = takeCard(sandbox, customer, params.source, "source");
    Object.assign(customer, fieldsOf(params), {
      metadata: mergeMetadata(customer.metadata, params.metadata),
    });
    sandbox.emit("customer.updated", customer, before);
    return render(sandbox, customer);
  }),
  route("DELETE /v1/customers/:id", z.strictObject({}), (sandbox, { id = "" }) => {
    deleteCustomer(sandbox, liveCustomer(sandbox.store, id, "id"));
    return { id, object: "customer", deleted: true };
  }),
  route(
    "GET /v1/customers",
    z.strictObject({ ...paging, created: createdRange, email: text.optional(), test_clock: text.optional() }),
    (sandbox, _ids, { created, email, test_clock, ...page }) =>
      listed(
        sandbox,
        sandbox.store.customers,
        "/v1/customers",
        page,
        (customer) =>
          !customer.deleted &&
          madeIn(customer.created, created) &&
          (email === undefined || customer.email === email) &&
          (test_clock === undefined || customer.test_clock === test_clock),
      ),
  ),
  route(
    "GET /v1/customers/:id/payment_methods",
    z.strictObject({ ...paging, type: text.optional() }),
    (sandbox, { id = "" }, page) =>
      listed(
        sandbox,
        sandbox.store.paymentMethods,
        `/v1/customers/${id}/payment_methods`,
        page,
        (method) => method.customer === id,
      ),
  ),
];

const cardFields = z.strictObject({
  number: text.optional(),
  exp_month: int.optional(),
  exp_year: int.optional(),
  cvc: text.optional(),
  token: text.optional(),
});

function cardOf(card: z.output<typeof cardFields>) {
  const known = card.token ? cardByToken(card.token) : cardByNumber(card.number ?? "");
  if (!known) throw invalid("Only Stripe's test cards are known here.", { param: "card[number]" });
  return {
    ...known,
    exp_month: card.exp_month ?? known.exp_month,
    exp_year: card.exp_year ?? known.exp_year,
  };
}

const paymentMethods: Route[] = [
  route(
    "POST /v1/payment_methods",
    z.strictObject({
      type: z.enum(["card"]),
      card: cardFields,
      billing_details: z
        .strictObject({ email: text.optional(), name: text.optional(), address: ignored, phone: ignored })
        .optional(),
      metadata,
    }),
    (sandbox, _ids, { card, billing_details: details, metadata: words }) => {
      const method = newPaymentMethod(sandbox, cardOf(card), {
        billing_details: { email: details?.email ?? null, name: details?.name ?? null },
        metadata: mergeMetadata({}, words),
      });
      return render(sandbox, method);
    },
  ),
  route("GET /v1/payment_methods/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, paymentMethodBy(sandbox, id, "id")),
  ),
  route(
    "GET /v1/payment_methods",
    z.strictObject({ ...paging, customer: text.optional(), type: text.optional() }),
    (sandbox, _ids, { customer, type, ...page }) => {
      if (customer) liveCustomer(sandbox.store, customer);
      return listed(
        sandbox,
        sandbox.store.paymentMethods,
        "/v1/payment_methods",
        page,
        (method) =>
          fits(type, "card") &&
          method.customer !== null &&
          (customer === undefined || method.customer === customer),
      );
    },
  ),
  route(
    "POST /v1/payment_methods/:id/attach",
    z.strictObject({ customer: text }),
    (sandbox, { id = "" }, { customer }) => {
      liveCustomer(sandbox.store, customer);
      const method = paymentMethodBy(sandbox, id, "id");
      if (method.customer && method.customer !== customer) {
        throw invalid("The payment method you provided has already been attached to a customer.");
      }
      attachCard(sandbox, method, customer);
      return render(sandbox, method);
    },
  ),
  route("POST /v1/payment_methods/:id/detach", z.strictObject({}), (sandbox, { id = "" }) => {
    const method = sandbox.store.paymentMethods.need(id);
    const owner = sandbox.store.customers.get(method.customer ?? "");
    if (!owner) throw missing("PaymentMethod", id, "id");
    const before = render(sandbox, method);
    method.customer = null;
    if (owner.default_payment_method === id) owner.default_payment_method = null;
    for (const subscription of sandbox.store.subscriptions.where(
      (row) => row.default_payment_method === id,
    )) {
      subscription.default_payment_method = null;
    }
    sandbox.emit("payment_method.detached", method, before);
    return render(sandbox, method);
  }),
];

export const customerRoutes = [...customers, ...paymentMethods];
