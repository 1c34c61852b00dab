import { nextPeriodEnd } from "../calendar.ts";
import { invalid } from "../errors.ts";
import { newId } from "../ids.ts";
import type { InvoiceLine } from "../rows/invoices.ts";
import type { ProrationBehavior, Subscription, SubscriptionItem } from "../rows/subscriptions.ts";
import type { Store } from "../store.ts";
import { creditLine, debitLine, type Period, periodLines } from "./lines.ts";
import { checkedItems, recurrenceOf } from "./subscribe.ts";

export type ItemChange = {
  id?: string;
  price?: string;
  quantity?: number;
  deleted?: boolean;
  metadata?: Record<string, string>;
};

export type Change = {
  items?: ItemChange[];
  proration: ProrationBehavior;
  prorationDate?: number;
  resetAnchor?: boolean;
  trialEnd?: number | "now";
};

/** What a change does, before anything has changed; previews show it, updates apply it. */
export type PlannedChange = {
  items: SubscriptionItem[];
  lines: InvoiceLine[];
  period: Period;
  anchor: number;
  trialEnd: number | null;
  /** The lines are due now; otherwise they wait for the next invoice. */
  invoicedNow: boolean;
};

function changedItems(subscription: Subscription, changes: ItemChange[], now: number): SubscriptionItem[] {
  const items = subscription.items.map((item) => ({ ...item }));
  for (const [index, change] of changes.entries()) {
    const item = items.find(({ id }) => id === change.id);
    if (change.id && !item) {
      throw invalid(`No such subscription item: '${change.id}'`, {
        code: "resource_missing",
        param: `items[${index}][id]`,
      });
    }
    if (item) {
      item.price = change.price ?? item.price;
      item.quantity = change.quantity ?? item.quantity;
      item.metadata = change.metadata ?? item.metadata;
      if (change.deleted) items.splice(items.indexOf(item), 1);
    } else if (change.price) {
      // Without an id Stripe adds an item: a switch that forgets the id bills both prices.
      items.push({
        id: newId("si", 14),
        created: now,
        metadata: {},
        price: change.price,
        quantity: change.quantity ?? 1,
      });
    } else
      throw invalid("Missing required param: items[price].", {
        code: "parameter_missing",
        param: `items[${index}][price]`,
      });
  }
  return items;
}

function isSame(left: SubscriptionItem, right: SubscriptionItem): boolean {
  return left.id === right.id && left.price === right.price && left.quantity === right.quantity;
}

function prorations(
  store: Store,
  subscription: Subscription,
  next: SubscriptionItem[],
  at: number,
): InvoiceLine[] {
  const gone = subscription.items.filter((item) => !next.some((other) => isSame(item, other)));
  const come = next.filter((item) => !subscription.items.some((other) => isSame(item, other)));
  return [
    ...gone.map((item) => creditLine(store, subscription, item, at)),
    ...come.map((item) => debitLine(store, subscription, item, at)),
  ];
}

/** A price that was switched off keeps its subscribers: only what is newly chosen must be active. */
function checkChosen(store: Store, subscription: Subscription, items: SubscriptionItem[]): void {
  if (items.length === 0) throw invalid("A subscription must have at least one active item.");
  const chosen = items.filter((item) => !subscription.items.some(({ price }) => price === item.price));
  if (chosen.length > 0) checkedItems(store, chosen);
  const rhythms = new Set(items.map((item) => JSON.stringify(recurrenceOf(store, [item]))));
  if (rhythms.size > 1)
    throw invalid("Currency and interval fields must match across all prices on this subscription.");
}

/** @throws StripeError when an item or a price does not fit */
export function planChange(
  store: Store,
  subscription: Subscription,
  change: Change,
  now: number,
): PlannedChange {
  const items = changedItems(subscription, change.items ?? [], now);
  checkChosen(store, subscription, items);
  const at = change.prorationDate ?? now;
  const kept = {
    items,
    anchor: subscription.billing_cycle_anchor,
    period: { start: subscription.current_period_start, end: subscription.current_period_end },
    trialEnd: subscription.trial_end,
  };
  const trialing = subscription.status === "trialing";
  if (typeof change.trialEnd === "number") {
    const end = change.trialEnd;
    return {
      ...kept,
      anchor: end,
      period: { start: now, end },
      trialEnd: end,
      lines: [],
      invoicedNow: false,
    };
  }
  if (trialing && change.trialEnd !== "now") return { ...kept, lines: [], invoicedNow: false };
  const before = recurrenceOf(store, subscription.items);
  const after = recurrenceOf(store, items);
  const otherRhythm = before.interval !== after.interval || before.interval_count !== after.interval_count;
  if (!otherRhythm && !change.resetAnchor && !trialing) {
    const lines = change.proration === "none" ? [] : prorations(store, subscription, items, at);
    return { ...kept, lines, invoicedNow: change.proration === "always_invoice" };
  }
  const period = { start: now, end: nextPeriodEnd(now, after, now) };
  const credits =
    change.proration === "none" || trialing
      ? []
      : subscription.items.map((item) => creditLine(store, subscription, item, at));
  const lines = [...credits, ...periodLines(store, subscription, items, period)];
  return { items, anchor: now, period, trialEnd: trialing ? now : kept.trialEnd, lines, invoicedNow: true };
}
