import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { catalog, lookupKey } from "#server/billing/catalog.ts";
import { startCheckout } from "#server/billing/start-checkout.ts";
import { stripe } from "#server/billing/stripe.ts";
import type { BillingInterval, PlanId } from "#server/plans/index.ts";
import { control } from "./desk.ts";

export type Place = { workspaceId: string; slug: string };
type Wish = {
  plan?: "starter" | "pro" | "business";
  interval?: BillingInterval;
  seats?: number;
  card?: string;
};

export const accountOf = async (workspaceId: string) => {
  const [row] = await systemDb()
    .select()
    .from(billingAccounts)
    .where(eq(billingAccounts.workspaceId, workspaceId));
  if (!row) throw new Error("The workspace has no account.");
  return row;
};

/** A trial would keep every other scenario from being charged, so it is used up unless asked for. */
const withoutTrial = (workspaceId: string) =>
  systemDb()
    .insert(billingAccounts)
    .values({ workspaceId, trialUsedAt: new Date(0) })
    .onConflictDoUpdate({ target: billingAccounts.workspaceId, set: { trialUsedAt: new Date(0) } });

/** Buys and pays as a person does. @returns the id of the subscription */
export async function subscribe(place: Place, wish: Wish & { trial?: boolean } = {}): Promise<string> {
  if (!wish.trial) await withoutTrial(place.workspaceId);
  const { plan = "starter", interval = "month", seats = 1, card } = wish;
  const input = { plan, interval, seats, acceptsLess: true };
  const { url } = await startCheckout(place, input, { kind: "operator" });
  const session = url.match(/cs_\w+/)?.[0] ?? "";
  control.pay(session, card === undefined ? {} : { card });
  const { subscription } = await stripe().checkout.sessions.retrieve(session);
  return typeof subscription === "string" ? subscription : (subscription?.id ?? "");
}

export const priceOf = async (plan: PlanId, interval: BillingInterval = "month"): Promise<string> =>
  (await catalog()).prices.get(lookupKey(plan, interval)) ?? "";

const failingCard = "4000000000000341";
const customerOf = async ({ workspaceId }: Place) => (await accountOf(workspaceId)).customerId ?? "";

/** The scenarios of a subscription's life; each ends in a state that Stripe alone knows. */
export const scenarios: Record<string, (place: Place) => Promise<unknown>> = {
  "a new subscription": (place) => subscribe(place),
  "a declined card": (place) => subscribe(place, { card: "4000000000000002" }).catch(() => null),
  "a trial that ends paid": async (place) => {
    await subscribe(place, { trial: true });
    await control.advance({ days: 16 });
  },
  "a trial that ends unpaid": async (place) => {
    await subscribe(place, { trial: true, card: failingCard });
    await control.advance({ days: 16 });
  },
  "an upgrade": async (place) => {
    const id = await subscribe(place);
    await control.advance({ days: 10 });
    control.portal.switch(id, { price: await priceOf("pro"), quantity: 3 });
  },
  "a downgrade at the period's end": async (place) => {
    const id = await subscribe(place, { plan: "business", seats: 2 });
    control.portal.switch(id, { price: await priceOf("starter"), quantity: 1 });
    await control.advance({ days: 32 });
  },
  "more seats": async (place) => {
    const id = await subscribe(place, { plan: "pro", seats: 2 });
    control.portal.switch(id, { quantity: 5 });
  },
  "monthly to yearly": async (place) => {
    const id = await subscribe(place);
    await control.advance({ days: 3 });
    control.portal.switch(id, { price: await priceOf("starter", "year") });
  },
  "three renewals": async (place) => {
    await subscribe(place);
    await control.advance({ days: 95 });
  },
  "a payment that fails and is made": async (place) => {
    await subscribe(place);
    const customer = await customerOf(place);
    control.failNextCharges({ customer, times: 1 });
    await control.advance({ days: 33 });
    control.portal.newCard(customer, "4242424242424242");
  },
  "all retries fail, cancelled": async (place) => {
    control.setRetriesEndWith("cancel");
    await subscribe(place);
    control.failNextCharges({ customer: await customerOf(place), times: 20 });
    await control.advance({ days: 60 });
  },
  "all retries fail, unpaid": async (place) => {
    control.setRetriesEndWith("unpaid");
    await subscribe(place);
    control.failNextCharges({ customer: await customerOf(place), times: 20 });
    await control.advance({ days: 60 });
  },
  "cancelled in the portal": async (place) => {
    control.portal.cancel(await subscribe(place));
  },
  "cancelled in the portal, and ended": async (place) => {
    control.portal.cancel(await subscribe(place));
    await control.advance({ days: 32 });
  },
  "cancelled and kept": async (place) => {
    const id = await subscribe(place);
    control.portal.cancel(id);
    control.portal.keep(id);
  },
  "cancelled at once": async (place) => stripe().subscriptions.cancel(await subscribe(place)),
  "a checkout that is left": async (place) => {
    const input = { plan: "starter", interval: "month", seats: 1, acceptsLess: true } as const;
    await startCheckout(place, input, { kind: "operator" });
    await control.advance({ days: 2 });
  },
  "bought again after it ended": async (place) => {
    await stripe().subscriptions.cancel(await subscribe(place));
    await control.webhooks.settled();
    await subscribe(place, { plan: "pro", seats: 2 });
  },
};

/** What each of them ends in, so that a row that never changes would be noticed. */
export const ends: Record<string, { status: string | null; plan: PlanId | null }> = {
  "a new subscription": { status: "active", plan: "starter" },
  "a declined card": { status: null, plan: null },
  "a trial that ends paid": { status: "active", plan: "starter" },
  "a trial that ends unpaid": { status: "past_due", plan: "starter" },
  "an upgrade": { status: "active", plan: "pro" },
  "a downgrade at the period's end": { status: "active", plan: "starter" },
  "more seats": { status: "active", plan: "pro" },
  "monthly to yearly": { status: "active", plan: "starter" },
  "three renewals": { status: "active", plan: "starter" },
  "a payment that fails and is made": { status: "active", plan: "starter" },
  "all retries fail, cancelled": { status: "canceled", plan: "starter" },
  "all retries fail, unpaid": { status: "unpaid", plan: "starter" },
  "cancelled in the portal": { status: "active", plan: "starter" },
  "cancelled in the portal, and ended": { status: "canceled", plan: "starter" },
  "cancelled and kept": { status: "active", plan: "starter" },
  "cancelled at once": { status: "canceled", plan: "starter" },
  "a checkout that is left": { status: null, plan: null },
  "bought again after it ended": { status: "active", plan: "pro" },
};
