import type Stripe from "stripe";
import { inTenant } from "#db/tenant.ts";
import { type BillingInterval, type PlanId, plans, trialDays } from "#server/plans/index.ts";
import { type Account, findAccount } from "./account.ts";
import { catalog, lookupKey } from "./catalog.ts";
import {
  type InvoicesView,
  type InvoiceView,
  livingStatuses,
  type PreviewView,
  type Purchase,
} from "./schemas.ts";
import { seatsFor } from "./start-checkout.ts";
import { askStripe } from "./stripe.ts";

const shownInvoices = 24;
const currency = "usd";

const iso = (seconds: number | null | undefined): string | null =>
  seconds === null || seconds === undefined ? null : new Date(seconds * 1000).toISOString();

/** What a period costs, in cents. */
const costOf = (plan: PlanId, interval: BillingInterval, seats: number | null): number =>
  (plans[plan].price?.[interval] ?? 0) * (seats ?? 1);

/** Less for the money, or shorter: then it waits for the end of what is paid, as the portal is set up. */
function isLess(account: Account, { plan, interval }: Purchase, recurring: number): boolean {
  if (!account.plan || !account.interval) return false;
  if (account.interval === "year" && interval === "month") return true;
  if (account.interval !== interval) return false;
  return recurring < costOf(account.plan, account.interval, account.seats) && plan !== null;
}

const readAccount = (workspaceId: string) => inTenant(workspaceId, (tx) => findAccount(tx, workspaceId));

async function previewChange(
  client: Stripe,
  account: Account & { subscriptionId: string },
  purchase: Purchase,
): Promise<number> {
  const { items } = await client.subscriptions.retrieve(account.subscriptionId);
  const { prices } = await catalog();
  const price = prices.get(lookupKey(purchase.plan, purchase.interval)) ?? "";
  const quantity = seatsFor(purchase.plan, purchase.seats) ?? 1;
  const invoice = await client.invoices.createPreview({
    ...{ customer: account.customerId ?? "", subscription: account.subscriptionId },
    subscription_details: {
      items: [{ id: items.data[0]?.id ?? "", price, quantity }],
      proration_behavior: "always_invoice",
    },
  });
  return invoice.amount_due;
}

/** What a purchase or a change would cost, before anybody agrees to it. @throws what `askStripe` throws */
export async function previewPurchase(workspaceId: string, purchase: Purchase): Promise<PreviewView> {
  const seats = seatsFor(purchase.plan, purchase.seats);
  const recurring = costOf(purchase.plan, purchase.interval, seats);
  const account = await readAccount(workspaceId);
  const { subscriptionId, status } = account ?? {};
  const base = { currency, recurring, at: null, trialDays: null };
  if (!account || !subscriptionId || !status || !livingStatuses.has(status)) {
    const hasTrial = !account?.trialUsedAt;
    return {
      ...base,
      when: "checkout",
      amount: hasTrial ? 0 : recurring,
      trialDays: hasTrial ? trialDays : null,
    };
  }
  if (isLess(account, purchase, recurring)) {
    return { ...base, when: "later", amount: 0, at: account.periodEnd?.toISOString() ?? null };
  }
  const amount = await askStripe((client) => previewChange(client, { ...account, subscriptionId }, purchase));
  return { ...base, when: "now", amount };
}

const toView = (invoice: Stripe.Invoice): InvoiceView => ({
  id: invoice.id,
  number: invoice.number,
  status: invoice.status ?? "draft",
  total: invoice.total,
  due: invoice.amount_remaining,
  currency: invoice.currency,
  createdAt: iso(invoice.created) ?? "",
  url: invoice.hosted_invoice_url ?? null,
  pdfUrl: invoice.invoice_pdf ?? null,
});

async function readNext(client: Stripe, account: Account): Promise<InvoicesView["next"]> {
  const { customerId, subscriptionId, status, cancelAt } = account;
  if (!customerId || !subscriptionId || cancelAt || !status || !livingStatuses.has(status)) return null;
  const next = await client.invoices.createPreview({ customer: customerId, subscription: subscriptionId });
  return {
    amount: next.amount_due,
    currency: next.currency,
    at: account.periodEnd?.toISOString() ?? iso(next.next_payment_attempt),
  };
}

/** The invoices, newest first, and what comes next. @throws what `askStripe` throws */
export async function readInvoices(workspaceId: string): Promise<InvoicesView> {
  const account = await readAccount(workspaceId);
  const customer = account?.customerId;
  if (!account || !customer) return { invoices: [], next: null };
  return askStripe(async (client) => {
    const [{ data }, next] = await Promise.all([
      client.invoices.list({ customer, limit: shownInvoices }),
      readNext(client, account),
    ]);
    return { invoices: data.map(toView), next };
  });
}
