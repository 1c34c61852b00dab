import { nextPeriodEnd, type Recurrence } from "../calendar.ts";
import { invalid } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Price } from "../rows/catalog.ts";
import type { Decline } from "../rows/invoices.ts";
import type { PaymentMethod } from "../rows/parties.ts";
import type { Subscription, SubscriptionItem } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Store } from "../store.ts";
import { finalizeAndCollect, openPayment } from "./collect.ts";
import { draftInvoice, finalizeInvoice } from "./invoices.ts";
import { periodLines, trialLines } from "./lines.ts";

export type NewItem = { price: string; quantity?: number; metadata?: Record<string, string> };

/** @throws StripeError when the price is gone, switched off, or no recurring one */
export function recurringPrice(store: Store, id: string, param: string): Price & { recurring: Recurrence } {
  const price = store.prices.need(id, param);
  if (!price.active) {
    throw invalid(`The price specified is inactive. This field only accepts active prices.`, { param });
  }
  const { recurring } = price;
  if (!recurring) {
    throw invalid(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      { param },
    );
  }
  return { ...price, recurring };
}

/** How often a subscription bills; all its items agree. */
export function recurrenceOf(store: Store, items: Pick<SubscriptionItem, "price">[]): Recurrence {
  const recurring = store.prices.need(items[0]?.price ?? "").recurring;
  if (!recurring) throw invalid("The price is not a recurring one.");
  return recurring;
}

/** @throws StripeError when the items differ in interval or currency */
export function checkedItems(store: Store, items: { price: string }[]): { currency: string } {
  const [first, ...rest] = items.map((item, index) =>
    recurringPrice(store, item.price, `items[${index}][price]`),
  );
  if (!first) throw invalid("Missing required param: items.", { code: "parameter_missing", param: "items" });
  for (const price of rest) {
    const { interval, interval_count } = price.recurring;
    const same = interval === first.recurring.interval && interval_count === first.recurring.interval_count;
    if (!same || price.currency !== first.currency) {
      throw invalid("Currency and interval fields must match across all prices on this subscription.");
    }
  }
  return { currency: first.currency };
}

export type SubscriptionSpec = {
  customer: string;
  items: NewItem[];
  trialEnd: number | null;
  anchor?: number;
  fields?: Partial<Subscription>;
  /** Leaves the first invoice open instead of charging it. */
  waitForPayment?: boolean;
  method: PaymentMethod | null;
  /** What charging the card will say; undefined when nothing is charged. */
  decided?: Decline | null;
};

function newRow(sandbox: Sandbox, spec: SubscriptionSpec): Subscription {
  const { store, clock } = sandbox;
  const now = clock.now();
  const { currency } = checkedItems(store, spec.items);
  const anchor = spec.trialEnd ?? spec.anchor ?? now;
  const trialing = spec.trialEnd !== null;
  const end =
    spec.trialEnd ?? (anchor > now ? anchor : nextPeriodEnd(anchor, recurrenceOf(store, spec.items), now));
  return {
    id: newId("sub"),
    object: "subscription",
    billing_cycle_anchor: anchor,
    billing_mode: "flexible",
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation: { comment: null, feedback: null, reason: null },
    collection_method: "charge_automatically",
    created: now,
    currency,
    current_period_end: end,
    current_period_start: now,
    customer: spec.customer,
    days_until_due: null,
    default_payment_method: null,
    description: null,
    ended_at: null,
    items: spec.items.map(({ price, quantity = 1, metadata = {} }) => {
      return { id: newId("si", 14), created: now, metadata, price, quantity };
    }),
    latest_invoice: null,
    metadata: {},
    off_session: false,
    pending_update: null,
    save_default_payment_method: "off",
    schedule: null,
    start_date: now,
    status: trialing ? "trialing" : spec.decided || spec.waitForPayment ? "incomplete" : "active",
    trial_end: spec.trialEnd,
    trial_end_without_card: "create_invoice",
    trial_start: trialing ? now : null,
    trial_warned: false,
    ...spec.fields,
  };
}

/** Makes a subscription with its first invoice; the outcome of charging it was decided before. */
export function subscribe(sandbox: Sandbox, spec: SubscriptionSpec): Subscription {
  const { store } = sandbox;
  const row = store.subscriptions.add(newRow(sandbox, spec));
  const period = { start: row.current_period_start, end: row.current_period_end };
  const lines =
    row.status === "trialing" ? trialLines(store, row, period) : periodLines(store, row, row.items, period);
  const invoice = draftInvoice(sandbox, {
    customer: row.customer,
    subscription: row,
    reason: "subscription_create",
    lines,
    period: { start: row.created, end: row.created },
    currency: row.currency,
  });
  sandbox.emit("customer.subscription.created", row);
  if (spec.waitForPayment && invoice.amount_due > 0) {
    finalizeInvoice(sandbox, invoice);
    openPayment(sandbox, invoice);
  } else finalizeAndCollect(sandbox, invoice, spec.decided, spec.method);
  return row;
}
