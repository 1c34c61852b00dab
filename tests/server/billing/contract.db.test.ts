import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemDb } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { ensureCustomer } from "#server/billing/account.ts";
import { forgetCatalog, lookupKey, syncCatalog } from "#server/billing/catalog.ts";
import { refreshBilling } from "#server/billing/confirm.ts";
import { openPortal } from "#server/billing/open-portal.ts";
import { previewPurchase, readInvoices } from "#server/billing/preview.ts";
import { startCheckout } from "#server/billing/start-checkout.ts";
import { stripe } from "#server/billing/stripe.ts";
import { plans } from "#server/plans/index.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { closeDesk } from "./desk.ts";
import { accountOf, type Place, priceOf } from "./scenarios.ts";

/*
 * What we ask of Stripe, by its SDK alone and without a word to the stand-in: the same tests run against Stripe's test mode
 * when STRIPE_SECRET_KEY is a real sk_test_… and STRIPE_API_BASE is not set. See docs/billing.md.
 */

const actor = { kind: "operator" } as const;
const slow = 60_000;
let place: Place;

beforeAll(async () => {
  forgetCatalog();
  await syncCatalog();
  place = await makeWorkspace(`Contract ${randomBytes(3).toString("hex")}`);
}, slow);
afterAll(closeDesk);

/** Pays without a browser. @returns the id of the subscription */
async function subscribe(plan: "starter" | "pro", quantity: number): Promise<string> {
  const customer = await ensureCustomer(place.workspaceId);
  const { id: card } = await stripe().paymentMethods.attach("pm_card_visa", { customer });
  const subscription = await stripe().subscriptions.create({
    ...{ customer, default_payment_method: card },
    items: [{ price: await priceOf(plan), quantity }],
  });
  return subscription.id;
}

it("the catalog is made once: asked again, nothing is new", { timeout: slow }, async () => {
  expect(await syncCatalog()).toMatchObject({ prices: 0 });
  const { data } = await stripe().prices.list({ lookup_keys: [lookupKey("pro", "year")], active: true });
  expect(data).toMatchObject([{ unit_amount: plans.pro.price?.year, recurring: { interval: "year" } }]);
});

it("a checkout opens a page for the workspace's customer, and the same one again", {
  timeout: slow,
}, async () => {
  const input = { plan: "pro", interval: "month", seats: 2, acceptsLess: true } as const;
  const { url } = await startCheckout(place, input, actor);
  expect((await startCheckout(place, input, actor)).url).toBe(url);
  const { customerId } = await accountOf(place.workspaceId);
  const { data } = await stripe().checkout.sessions.list({ customer: customerId ?? "", status: "open" });
  expect(data).toMatchObject([{ client_reference_id: place.workspaceId, mode: "subscription" }]);
});

it("a subscription is read, previewed, cancelled at its end, kept, and ended", {
  timeout: slow,
}, async () => {
  const id = await subscribe("starter", 1);
  await refreshBilling(place.workspaceId);
  expect(await accountOf(place.workspaceId)).toMatchObject({
    ...{ subscriptionId: id, status: "active", plan: "starter", interval: "month", trouble: null },
  });
  const wanted = { plan: "pro", interval: "month", seats: 4 } as const;
  const preview = await previewPurchase(place.workspaceId, wanted);
  expect(preview).toMatchObject({ when: "now", currency: "usd", recurring: 6_000 });
  expect(preview.amount).toBeGreaterThan(0);
  const portal = await openPortal(place, { kind: "change", ...wanted, acceptsLess: true }, actor);
  expect(portal.url).toMatch(/^https?:\/\//);
  expect((await readInvoices(place.workspaceId)).invoices).toMatchObject([{ status: "paid", total: 1_900 }]);

  await stripe().subscriptions.update(id, { cancel_at_period_end: true });
  await refreshBilling(place.workspaceId);
  expect((await accountOf(place.workspaceId)).cancelAt).not.toBeNull();
  await stripe().subscriptions.update(id, { cancel_at_period_end: false });
  await refreshBilling(place.workspaceId);
  expect((await accountOf(place.workspaceId)).cancelAt).toBeNull();
  await stripe().subscriptions.cancel(id);
  await refreshBilling(place.workspaceId);
  expect(await accountOf(place.workspaceId)).toMatchObject({ status: "canceled" });
});

it("a customer that was deleted there is made anew", { timeout: slow }, async () => {
  const before = await ensureCustomer(place.workspaceId);
  await stripe().customers.del(before);
  const after = await ensureCustomer(place.workspaceId);
  expect(after).not.toBe(before);
  expect(await ensureCustomer(place.workspaceId)).toBe(after);
  const rows = await systemDb().select().from(billingAccounts);
  expect(rows.filter(({ customerId }) => customerId === after)).toHaveLength(1);
});
