import { prorate } from "../calendar.ts";
import { newId } from "../ids.ts";
import type { InvoiceLine } from "../rows/invoices.ts";
import type { Subscription, SubscriptionItem } from "../rows/subscriptions.ts";
import type { Store } from "../store.ts";

export type Period = { start: number; end: number };

const dateFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });

/** `12 Feb 2026` */
export function shownDate(at: number): string {
  return dateFormat.format(at * 1000);
}

/** `$19.00` */
export function shownMoney(amount: number, currency: string): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(amount / 100);
}

function itemCost(store: Store, item: Pick<SubscriptionItem, "price" | "quantity">) {
  const price = store.prices.need(item.price);
  const name = store.products.get(price.product)?.name ?? price.product;
  return { price, name, amount: price.unit_amount * item.quantity };
}

/** What lines need to know of their subscription; a preview's does not exist yet. */
type Billed = Pick<Subscription, "id" | "current_period_start" | "current_period_end">;

function line(subscription: Billed, item: SubscriptionItem, fields: Partial<InvoiceLine>): InvoiceLine {
  return {
    id: newId("il"),
    amount: 0,
    description: "",
    invoice_item: null,
    metadata: {},
    period: { start: subscription.current_period_start, end: subscription.current_period_end },
    price: item.price,
    proration: false,
    quantity: item.quantity,
    subscription: subscription.id,
    subscription_item: item.id,
    ...fields,
  };
}

/** What a whole period of these items costs. */
export function periodLines(
  store: Store,
  subscription: Billed,
  items: SubscriptionItem[],
  period: Period,
): InvoiceLine[] {
  return items.map((item) => {
    const { price, name, amount } = itemCost(store, item);
    const each = `${shownMoney(price.unit_amount, price.currency)} / ${price.recurring?.interval ?? "once"}`;
    return line(subscription, item, {
      amount,
      period,
      description: `${item.quantity} × ${name} (at ${each})`,
    });
  });
}

/** A trial's first invoice: the items, for nothing. */
export function trialLines(store: Store, subscription: Subscription, period: Period): InvoiceLine[] {
  return subscription.items.map((item) =>
    line(subscription, item, {
      period,
      description: `Free trial for ${item.quantity} × ${itemCost(store, item).name}`,
    }),
  );
}

/** Credit for what is left of a period that was paid, to the second. */
export function creditLine(
  store: Store,
  subscription: Billed,
  item: SubscriptionItem,
  at: number,
): InvoiceLine {
  const { name, amount } = itemCost(store, item);
  const period = { start: subscription.current_period_start, end: subscription.current_period_end };
  return line(subscription, item, {
    // Never minus zero: JSON would not show it, but an equality check would.
    amount: 0 - prorate(amount, at, period),
    description: `Unused time on ${item.quantity} × ${name} after ${shownDate(at)}`,
    period: { start: at, end: period.end },
    proration: true,
  });
}

/** The price of what is left of the period. */
export function debitLine(
  store: Store,
  subscription: Billed,
  item: SubscriptionItem,
  at: number,
): InvoiceLine {
  const { name, amount } = itemCost(store, item);
  const period = { start: subscription.current_period_start, end: subscription.current_period_end };
  return line(subscription, item, {
    amount: prorate(amount, at, period),
    description: `Remaining time on ${item.quantity} × ${name} after ${shownDate(at)}`,
    period: { start: at, end: period.end },
    proration: true,
  });
}
