import { nextPeriodEnd } from "../calendar.ts";
import { invalid, StripeError } from "../errors.ts";
import type { Invoice } from "../rows/invoices.ts";
import type { Subscription } from "../rows/subscriptions.ts";
import type { Sandbox } from "../sandbox.ts";
import { hasEnded } from "./ending.ts";
import { buildInvoice, pendingLines, withBalance } from "./invoices.ts";
import { periodLines } from "./lines.ts";
import { type Change, planChange } from "./plan-change.ts";
import { checkedItems, recurrenceOf } from "./subscribe.ts";

function none(customer: string): StripeError {
  return new StripeError(404, "invalid_request_error", `No upcoming invoices for customer: ${customer}`, {
    code: "invoice_upcoming_none",
  });
}

function shown(sandbox: Sandbox, subscription: Subscription, lines: Invoice["lines"], at: number): Invoice {
  const invoice = buildInvoice(sandbox, {
    customer: subscription.customer,
    subscription,
    reason: "upcoming",
    lines,
    period: { start: subscription.current_period_start, end: subscription.current_period_end },
    currency: subscription.currency,
  });
  const { ending } = withBalance(invoice.total, invoice.starting_balance);
  return { ...invoice, id: `upcoming_${invoice.id}`, created: at, ending_balance: ending };
}

/**
 * The invoice that a change would bring: what is due now when it bills at once, else the next renewal's.
 * @throws StripeError `invoice_upcoming_none` when the subscription will not be billed again
 */
export function previewChange(sandbox: Sandbox, subscription: Subscription, change: Change): Invoice {
  const { store, clock } = sandbox;
  if (hasEnded(subscription)) throw none(subscription.customer);
  const planned = planChange(store, subscription, change, clock.now());
  const waiting = pendingLines(store, subscription.customer, subscription.id);
  if (planned.invoicedNow) return shown(sandbox, subscription, [...waiting, ...planned.lines], clock.now());
  const endsBefore = subscription.cancel_at !== null && subscription.cancel_at <= planned.period.end;
  if (endsBefore && waiting.length + planned.lines.length === 0) throw none(subscription.customer);
  const start = planned.period.end;
  const end = nextPeriodEnd(planned.anchor, recurrenceOf(store, planned.items), start);
  const renewal = endsBefore ? [] : periodLines(store, subscription, planned.items, { start, end });
  return shown(sandbox, subscription, [...waiting, ...planned.lines, ...renewal], start);
}

/** The first invoice of a subscription that does not exist. */
export function previewNew(
  sandbox: Sandbox,
  customer: string,
  items: { price?: string; quantity?: number }[],
  trialEnd: number | null,
): Invoice {
  const { store, clock } = sandbox;
  const now = clock.now();
  const chosen = items.map(({ price, quantity = 1 }, index) => {
    if (!price)
      throw invalid("Missing required param: items.", {
        code: "parameter_missing",
        param: `items[${index}][price]`,
      });
    return { id: `si_preview${index}`, created: now, metadata: {}, price, quantity };
  });
  const { currency } = checkedItems(store, chosen);
  const end = trialEnd ?? nextPeriodEnd(now, recurrenceOf(store, chosen), now);
  const lines = chosen.flatMap((item) => {
    const future = { id: "", current_period_start: now, current_period_end: end };
    return periodLines(store, future, [item], { start: now, end }).map((one) => ({
      ...one,
      subscription: null,
      amount: trialEnd === null ? one.amount : 0,
    }));
  });
  const invoice = buildInvoice(sandbox, {
    customer,
    subscription: null,
    reason: "upcoming",
    lines,
    period: { start: now, end: now },
    currency,
  });
  return { ...invoice, id: `upcoming_${invoice.id}` };
}
