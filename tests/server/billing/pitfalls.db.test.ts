import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { systemDb } from "#db/client.ts";
import { stripeEvents } from "#db/schema/index.ts";
import { forgetCatalog, syncCatalog } from "#server/billing/catalog.ts";
import { openPortal } from "#server/billing/open-portal.ts";
import { readInvoices } from "#server/billing/preview.ts";
import { startCheckout } from "#server/billing/start-checkout.ts";
import { stripe } from "#server/billing/stripe.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { closeDesk, control } from "./desk.ts";
import { accountOf, type Place, priceOf, subscribe } from "./scenarios.ts";
import { deliver, lastEvent, settledAccount } from "./sent.ts";

const actor = { kind: "operator" } as const;
let place: Place;

beforeEach(async () => {
  control.reset();
  forgetCatalog();
  place = await makeWorkspace();
});
afterAll(closeDesk);

it("1 a late `created` does not overwrite what came after it", async () => {
  const id = await subscribe(place);
  await settledAccount(place);
  const created = lastEvent("customer.subscription.created");
  control.portal.cancel(id);
  await settledAccount(place);
  await systemDb().delete(stripeEvents);
  await deliver(created);
  expect((await accountOf(place.workspaceId)).cancelAt).not.toBeNull();
});

it("2 the period stands on the items", async () => {
  const subscription = await stripe().subscriptions.retrieve(await subscribe(place));
  expect(subscription).not.toHaveProperty("current_period_end");
  const end = subscription.items.data[0]?.current_period_end ?? 0;
  expect((await settledAccount(place)).periodEnd).toEqual(new Date(end * 1000));
});

it("3 a cancellation in the portal writes `cancel_at` alone, and keeping clears it", async () => {
  const id = await subscribe(place);
  control.portal.cancel(id);
  expect(await stripe().subscriptions.retrieve(id)).toMatchObject({ cancel_at_period_end: false });
  const cancelled = await settledAccount(place);
  expect(cancelled.cancelAt).toEqual(cancelled.periodEnd);
  control.portal.keep(id);
  expect((await settledAccount(place)).cancelAt).toBeNull();
});

it("4 invoices are read without fields that moved, and those of deleted subscriptions too", async () => {
  const id = await subscribe(place);
  await stripe().subscriptions.cancel(id);
  await settledAccount(place);
  const { invoices, next } = await readInvoices(place.workspaceId);
  expect(invoices).toMatchObject([{ status: "paid", total: 1_900, due: 0 }]);
  expect(next).toBeNull();
});

it("5 the SDK's own turns: nothing removed is asked for, and a state of the future gives nothing", async () => {
  await subscribe(place);
  const removed = { mode: "subscription", payment_method_types: ["card"] } as object;
  await expect(stripe().checkout.sessions.create(removed)).rejects.toMatchObject({
    code: "parameter_unknown",
  });
  const { standingOf } = await import("#server/plans/index.ts");
  const future = {
    status: "hibernating",
    plan: "pro",
    seats: 1,
    pastDueSince: null,
    endReason: null,
  } as const;
  expect(standingOf(future, new Date()).plan).toBe("free");
});

it("6 a customer whose answer was lost is not made again", async () => {
  control.fault({ route: "POST /v1/customers", drop: "after", times: 1 });
  await subscribe(place);
  const { data } = await stripe().customers.list({ limit: 100 });
  expect(data).toHaveLength(1);
});

it("7 two clicks make one customer, and it stays one when they come later", async () => {
  const input = { plan: "pro", interval: "month", seats: 1, acceptsLess: true } as const;
  await Promise.all([1, 2, 3].map(() => startCheckout(place, input, actor)));
  await startCheckout(place, { ...input, plan: "starter" }, actor);
  expect((await stripe().customers.list({ limit: 100 })).data).toHaveLength(1);
});

it("8 two subscriptions call for a person, the better counts, and the end of one leaves the other", async () => {
  const first = await subscribe(place, { plan: "pro", seats: 2 });
  const { customerId } = await settledAccount(place);
  const cards = await stripe().paymentMethods.list({ customer: customerId ?? "" });
  const second = await stripe().subscriptions.create({
    customer: customerId ?? "",
    default_payment_method: cards.data[0]?.id ?? "",
    items: [{ price: await priceOf("starter") }],
  });
  expect(await settledAccount(place)).toMatchObject({ plan: "pro", trouble: "two_subscriptions" });
  await stripe().subscriptions.cancel(first);
  expect(await settledAccount(place)).toMatchObject({
    plan: "starter",
    subscriptionId: second.id,
    trouble: null,
  });
});

it("9 the page after a payment asks for an id that is not encoded", async () => {
  const input = { plan: "pro", interval: "month", seats: 1, acceptsLess: true } as const;
  const { url } = await startCheckout(place, input, actor);
  const session = url.match(/cs_\w+/)?.[0] ?? "";
  const { success_url } = await stripe().checkout.sessions.retrieve(session);
  expect(success_url).toContain("session_id={CHECKOUT_SESSION_ID}");
  expect(control.pay(session).url).toContain(`session_id=${session}`);
});

it("10 the portal's configuration is made once, and its page is a secret", async () => {
  await subscribe(place);
  await settledAccount(place);
  const portal = await openPortal(place, { kind: "manage" }, actor);
  await openPortal(place, { kind: "card" }, actor);
  await syncCatalog();
  expect((await stripe().billingPortal.configurations.list({})).data).toHaveLength(1);
  const { auditEntries } = await import("#db/schema/index.ts");
  const entries = await systemDb()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.workspaceId, place.workspaceId));
  expect(JSON.stringify(entries)).not.toContain(portal.url.split("/").at(-1));
});

it("11 less is had at the end of what is paid, so that nobody buys, uses and gives back", async () => {
  const id = await subscribe(place, { plan: "business", seats: 2 });
  await settledAccount(place);
  expect(control.portal.switch(id, { price: await priceOf("starter"), quantity: 1 })).toBe("at_period_end");
  expect(await settledAccount(place)).toMatchObject({ plan: "business", nextPlan: "starter" });
  await control.advance({ days: 32 });
  expect(await settledAccount(place)).toMatchObject({ plan: "starter", nextPlan: null });
});

describe("12 when all retries have failed", () => {
  it.each([
    ["cancel", "canceled"],
    ["unpaid", "unpaid"],
    ["past_due", "past_due"],
  ] as const)("and the account's setting is %s, it is %s", async (end, status) => {
    control.setRetriesEndWith(end);
    await subscribe(place);
    control.failNextCharges({ customer: (await settledAccount(place)).customerId ?? "", times: 20 });
    await control.advance({ days: 60 });
    expect((await settledAccount(place)).status).toBe(status);
    control.setRetriesEndWith("cancel");
  });
});
