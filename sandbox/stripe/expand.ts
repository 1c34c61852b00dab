import { invalid } from "./errors.ts";
import type { Sandbox } from "./sandbox.ts";
import { listOf } from "./views/fields.ts";
import { lineItemView } from "./views/hosted.ts";
import { render } from "./views/index.ts";
import { invoicePaymentView } from "./views/invoices.ts";

const deepest = 4;

/** Fields that hold another object's id, or null, and can show the object instead. */
const expandable = new Set([
  "charge",
  "configuration",
  "customer",
  "default_payment_method",
  "default_price",
  "default_source",
  "invoice",
  "latest_charge",
  "latest_invoice",
  "payment_intent",
  "payment_method",
  "pending_setup_intent",
  "price",
  "product",
  "schedule",
  "setup_intent",
  "subscription",
  "test_clock",
]);

/** Where a field of that name is only an id. */
const neverExpanded = new Set([
  "subscription_item.subscription",
  "line_item.invoice",
  "price_details.product",
]);

type Json = Record<string, unknown>;

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parts that are left out until somebody expands them. */
function included(sandbox: Sandbox, parent: Json, name: string): unknown {
  const { store } = sandbox;
  const id = String(parent.id);
  if (parent.object === "checkout.session" && name === "line_items") {
    const items = store.checkoutSessions.need(id).line_items.map((item) => lineItemView(store, item));
    return listOf(items, `/v1/checkout/sessions/${id}/line_items`);
  }
  const invoice = parent.object === "invoice" ? store.invoices.get(id) : undefined;
  if (invoice && name === "payments") {
    return listOf(
      invoice.payments.map((payment) => invoicePaymentView(invoice, payment)),
      `/v1/invoice_payments?invoice=${id}`,
    );
  }
  if (invoice && name === "confirmation_secret") {
    const intent = invoice.payments.at(-1)?.payment_intent;
    return intent ? { client_secret: `${intent}_secret_standin`, type: "payment_intent" } : null;
  }
  if (parent.object === "customer" && name === "subscriptions") {
    const rows = store.subscriptions.where(
      ({ customer, status }) => customer === id && status !== "canceled",
    );
    return listOf(
      rows.toReversed().map((row) => render(sandbox, row)),
      `/v1/customers/${id}/subscriptions`,
    );
  }
  if (parent.object === "charge" && name === "refunds") {
    const rows = store.refunds.where(({ charge }) => charge === id);
    return listOf(
      rows.map((row) => render(sandbox, row)),
      `/v1/charges/${id}/refunds`,
    );
  }
  return undefined;
}

function refuse(path: string, isList: boolean): never {
  const hint =
    isList && !path.startsWith("data.") ? ` You may want to try expanding 'data.${path}' instead.` : "";
  throw invalid(`This property cannot be expanded (${path}).${hint}`, { param: "expand" });
}

function expandPath(
  sandbox: Sandbox,
  node: unknown,
  segments: string[],
  refused: () => never,
  holder = "",
): void {
  const [name, ...rest] = segments;
  if (name === undefined) return;
  if (Array.isArray(node)) {
    for (const element of node) expandPath(sandbox, element, segments, refused, holder);
    return;
  }
  if (!isJson(node)) return;
  if (!(name in node)) {
    const part = included(sandbox, node, name);
    if (part === undefined) refused();
    node[name] = part;
  }
  const value = node[name];
  if (typeof value === "string" || value === null) {
    const kind = typeof node.object === "string" ? node.object : holder;
    if (!expandable.has(name) || neverExpanded.has(`${kind}.${name}`)) refused();
    const row = value === null ? undefined : sandbox.store.find(value);
    if (row) node[name] = render(sandbox, row);
  } else if (!isJson(value) && !Array.isArray(value)) refused();
  expandPath(sandbox, node[name], rest, refused, name);
}

/**
 * Puts objects where their ids are, as `expand[]` asks.
 * @throws StripeError for a path of more than four levels, or to something that is no object
 */
export function expandAll(sandbox: Sandbox, answer: Json, paths: string[]): void {
  for (const path of paths) {
    const segments = path.split(".");
    if (segments.length > deepest) {
      throw invalid(`You cannot expand more than 4 levels of a property. Property: ${path}`, {
        param: "expand",
      });
    }
    expandPath(sandbox, answer, segments, () => refuse(path, answer.object === "list"));
  }
}
