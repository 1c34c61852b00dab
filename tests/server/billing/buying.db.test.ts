import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, billingAccounts } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { confirmCheckout, refreshBilling } from "#server/billing/confirm.ts";
import { openPortal } from "#server/billing/open-portal.ts";
import { previewPurchase, readInvoices } from "#server/billing/preview.ts";
import { readBilling } from "#server/billing/reads.ts";
import { startCheckout } from "#server/billing/start-checkout.ts";
import { stripe } from "#server/billing/stripe.ts";
import { readLimits } from "#server/plans/index.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { closeDesk, control } from "./desk.ts";

const actor = { kind: "operator" } as const;
type Place = { workspaceId: string; slug: string };
type Buying = Partial<Parameters<typeof startCheckout>[1]>;

const accountOf = async (workspaceId: string) => {
  const [row] = await systemDb()
    .select()
    .from(billingAccounts)
    .where(eq(billingAccounts.workspaceId, workspaceId));
  return row;
};

const buy = (place: Place, input: Buying = {}) =>
  startCheckout(place, { plan: "pro", interval: "month", seats: 3, acceptsLess: false, ...input }, actor);

const sessionOf = (url: string): string => url.match(/cs_\w+/)?.[0] ?? "";

/** Buys and pays. @returns the id of the paid session */
async function pay(place: Place, input: Buying = {}): Promise<string> {
  const session = sessionOf((await buy(place, input)).url);
  expect(control.pay(session).declined).toBeNull();
  return session;
}

const planOf = async ({ workspaceId }: Place) =>
  (await inTenant(workspaceId, (tx) => readLimits(tx, workspaceId))).plan;

/** Stripe sent something a second time, since we could not do our part. */
const wasTriedAgain = () => control.webhooks.deliveries().some(({ attempts }) => attempts.length > 1);

let place: Place;
beforeEach(async () => {
  control.reset();
  (await import("#server/billing/catalog.ts")).forgetCatalog();
  place = await makeWorkspace();
});
afterAll(closeDesk);

describe("a workspace that buys a plan", () => {
  it("is on Free before, and on what it paid for when the event has come", async () => {
    expect(await planOf(place)).toBe("free");
    await pay(place);
    await control.webhooks.settled();
    expect(await accountOf(place.workspaceId)).toMatchObject({
      ...{ status: "trialing", plan: "pro", seats: 3, interval: "month", trouble: null },
    });
    const { limits } = await readBilling(place.workspaceId);
    expect(limits.requestsPerMinute.value).toBe(40);
    expect(limits.members.value).toBe(3);
    const acts = await systemDb()
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.workspaceId, place.workspaceId));
    expect(acts.map(({ action }) => action)).toEqual(
      expect.arrayContaining(["billing.checkout", "billing.plan_change"]),
    );
  });

  it("has it on the page after the payment too, when no event came", async () => {
    control.webhooks.drop(["checkout.session.completed", "customer.subscription.created", "invoice.paid"]);
    const session = await pay(place);
    expect(await planOf(place)).toBe("free");
    expect(await confirmCheckout(place.workspaceId, session, actor)).toEqual({
      outcome: "paid",
      plan: "pro",
    });
    expect(await planOf(place)).toBe("pro");
  });

  it("gets nothing for a payment of somebody else, and nothing for one that is not made", async () => {
    const other = await makeWorkspace();
    const session = await pay(place);
    await expect(confirmCheckout(other.workspaceId, session, actor)).rejects.toMatchObject({
      reason: "billing.session_unknown",
    });
    await expect(confirmCheckout(other.workspaceId, "cs_test_nothing", actor)).rejects.toMatchObject({
      reason: "billing.session_unknown",
    });
    const open = sessionOf((await buy(other)).url);
    expect(await confirmCheckout(other.workspaceId, open, actor)).toEqual({ outcome: "open", plan: null });
    expect(await planOf(other)).toBe("free");
  });

  it("is left on Free by a card that is declined, and may try another on the same page", async () => {
    const session = sessionOf((await buy(place)).url);
    expect(control.pay(session, { card: "4000000000000002" }).declined).not.toBeNull();
    await control.webhooks.settled();
    expect(await planOf(place)).toBe("free");
    expect(control.pay(session).declined).toBeNull();
    await control.webhooks.settled();
    expect(await planOf(place)).toBe("pro");
  });
});

describe("two clicks", () => {
  it("make one customer and one page", async () => {
    const pages = await Promise.all([buy(place), buy(place)]);
    expect(pages[0]?.url).toBe(pages[1]?.url);
    const { data } = await stripe().customers.list({ limit: 100 });
    expect(data).toHaveLength(1);
  });

  it("for different plans leave one page that can be paid", async () => {
    const first = sessionOf((await buy(place, { plan: "starter" })).url);
    await buy(place, { plan: "pro" });
    expect((await stripe().checkout.sessions.retrieve(first)).status).toBe("expired");
  });

  it("after paying in the other tab are told to change the plan instead", async () => {
    control.webhooks.drop(["checkout.session.completed", "customer.subscription.created", "invoice.paid"]);
    await pay(place);
    await expect(buy(place)).rejects.toMatchObject({ reason: "billing.subscribed" });
  });
});

describe("a trial", () => {
  it("is had once, also when the subscription has ended", async () => {
    await pay(place);
    const { subscriptionId } =
      ((await refreshBilling(place.workspaceId)) && (await accountOf(place.workspaceId))) || {};
    await stripe().subscriptions.cancel(subscriptionId ?? "");
    await control.webhooks.settled();
    expect(await planOf(place)).toBe("free");
    expect((await readBilling(place.workspaceId)).trialAvailable).toBe(false);
    await pay(place);
    await control.webhooks.settled();
    expect(await accountOf(place.workspaceId)).toMatchObject({ status: "active", trialEnd: null });
  });
});

describe("what a change costs", () => {
  it("is said before: nothing with a trial, the rest of the month for more, nothing now for less", async () => {
    const wanted = { plan: "starter", interval: "month", seats: 1 } as const;
    expect(await previewPurchase(place.workspaceId, wanted)).toMatchObject({
      ...{ when: "checkout", amount: 0, recurring: 1_900, trialDays: 14 },
    });
    await pay(place, wanted);
    await control.advance({ days: 15 });
    await control.webhooks.settled();
    await refreshBilling(place.workspaceId);
    const more = await previewPurchase(place.workspaceId, { plan: "pro", interval: "month", seats: 4 });
    expect(more).toMatchObject({ when: "now", recurring: 6_000 });
    expect(more.amount).toBeGreaterThan(0);
    expect(more.amount).toBeLessThan(6_000);
    await openPortal(place, { kind: "manage" }, actor);
    const { invoices, next } = await readInvoices(place.workspaceId);
    expect(invoices.map(({ total }) => total)).toContain(1_900);
    expect(next).toMatchObject({ amount: 1_900 });
  });
});

describe("a customer who was deleted at Stripe", () => {
  it("is on Free, and is made anew by the next purchase", async () => {
    await pay(place);
    await control.webhooks.settled();
    const before = await accountOf(place.workspaceId);
    await stripe().customers.del(before?.customerId ?? "");
    await control.webhooks.settled();
    expect(await planOf(place)).toBe("free");
    await pay(place);
    await control.webhooks.settled();
    expect((await accountOf(place.workspaceId))?.customerId).not.toBe(before?.customerId);
    expect(await planOf(place)).toBe("pro");
  });
});

it("a price that was taken away at Stripe is made anew by the next purchase", async () => {
  await buy(place);
  const { data } = await stripe().prices.list({ lookup_keys: ["moltdesk_starter_month"], active: true });
  await stripe().prices.update(data[0]?.id ?? "", { active: false });
  const session = sessionOf((await buy(place, { plan: "starter" })).url);
  expect(control.pay(session).declined).toBeNull();
  await control.webhooks.settled();
  expect(await planOf(place)).toBe("starter");
});

describe("while Stripe is away", () => {
  it("in the middle of an upgrade, the upgrade is had when Stripe is back, by its repeated events", async () => {
    await pay(place, { plan: "starter" });
    await control.webhooks.settled();
    const { subscriptionId } = (await accountOf(place.workspaceId)) ?? {};
    const { data } = await stripe().prices.list({ lookup_keys: ["moltdesk_pro_month"], active: true });
    control.fault({ route: "GET /v1/subscriptions", status: 500 });
    control.portal.switch(subscriptionId ?? "", { price: data[0]?.id ?? "", quantity: 3 });
    await expect.poll(wasTriedAgain, { timeout: 10_000 }).toBe(true);
    expect(await planOf(place)).toBe("starter");
    control.clearFaults();
    await control.webhooks.settled({ retries: true });
    expect(await planOf(place)).toBe("pro");
  });

  it("nothing changes, and people are told so", async () => {
    await pay(place);
    await control.webhooks.settled();
    control.fault({ route: "*", drop: "before" });
    await expect(refreshBilling(place.workspaceId)).rejects.toMatchObject({ reason: "billing.unreachable" });
    expect(await planOf(place)).toBe("pro");
    control.clearFaults();
    await expect(refreshBilling(place.workspaceId)).resolves.toMatchObject({ plan: "pro" });
  });
});
