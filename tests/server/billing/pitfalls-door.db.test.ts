import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { stripeEvents } from "#db/schema/index.ts";
import { forgetCatalog, lookupKey, syncCatalog } from "#server/billing/catalog.ts";
import { readInvoices } from "#server/billing/preview.ts";
import { receiveStripeEvent } from "#server/billing/receive-event.ts";
import { startCheckout } from "#server/billing/start-checkout.ts";
import { stripe } from "#server/billing/stripe.ts";
import { syncBilling } from "#server/billing/sync-billing.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { closeDesk, control, standIn } from "./desk.ts";
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

it("13 a trial is had once; at its end the plan goes on while the invoice is a draft", async () => {
  await subscribe(place, { trial: true });
  expect(await settledAccount(place)).toMatchObject({ status: "trialing" });
  const { trialEnd } = await accountOf(place.workspaceId);
  await control.advanceTo((trialEnd?.getTime() ?? 0) / 1000 + 60);
  expect(await settledAccount(place)).toMatchObject({ status: "active", plan: "starter" });
  expect((await accountOf(place.workspaceId)).trialUsedAt).not.toBeNull();
});

describe("14 the signature", () => {
  it("is over the bytes that came, and fits one of our secrets", async () => {
    await subscribe(place);
    await settledAccount(place);
    const body = lastEvent("customer.subscription.created");
    await expect(deliver(body, "whsec_of_somebody_else")).rejects.toMatchObject({
      reason: "billing.signature",
    });
    await expect(receiveStripeEvent(body, null)).rejects.toMatchObject({ reason: "billing.signature" });
    const header = stripe().webhooks.generateTestHeaderString({
      payload: body,
      secret: standIn.webhookSecret,
    });
    const reserialised = JSON.stringify(JSON.parse(body));
    await expect(receiveStripeEvent(reserialised, header)).rejects.toMatchObject({
      reason: "billing.signature",
    });
    await expect(receiveStripeEvent(body, header)).resolves.toMatchObject({ event: JSON.parse(body).id });
  });

  it("of long ago is a replay", async () => {
    await subscribe(place);
    const body = lastEvent("customer.subscription.created");
    const timestamp = Math.floor(Date.now() / 1000) - 3_600;
    await expect(deliver(body, standIn.webhookSecret, { timestamp })).rejects.toMatchObject({
      reason: "billing.signature",
    });
  });

  it("is taken with the old secret and the new one while it is rotated", async () => {
    const { data } = await stripe().webhookEndpoints.list();
    control.webhooks.rollSecret(data[0]?.id ?? "", 3_600);
    await subscribe(place);
    expect(await settledAccount(place)).toMatchObject({ status: "active" });
  });
});

it("15 a thin event is refused and changes nothing", async () => {
  const thin = JSON.stringify({ id: "evt_thin", object: "v2.core.event", type: "v1.customer.updated" });
  await expect(deliver(thin)).rejects.toMatchObject({ reason: "billing.signature" });
  const known = await systemDb().select().from(stripeEvents).where(eq(stripeEvents.id, "evt_thin"));
  expect(known).toEqual([]);
});

it("16 unknown types are answered and left; events of real money are refused by a test key", async () => {
  await subscribe(place);
  await settledAccount(place);
  const event = JSON.parse(lastEvent("customer.subscription.created")) as Stripe.Event;
  const strange = JSON.stringify({ ...event, id: "evt_strange", type: "radar.early_fraud_warning.created" });
  await expect(deliver(strange)).resolves.toMatchObject({ done: "ignored" });
  const live = JSON.stringify({ ...event, id: "evt_live", livemode: true });
  await expect(deliver(live)).rejects.toMatchObject({ reason: "billing.livemode" });
});

describe("17 to 22", () => {
  it("17 tax asks for what Stripe demands of a customer who exists", async () => {
    const { env } = await import("#server/core/env.ts");
    Object.assign(env(), { STRIPE_TAX: true });
    const input = { plan: "pro", interval: "month", seats: 1, acceptsLess: true } as const;
    const create = vi.spyOn(stripe().checkout.sessions, "create");
    await startCheckout(place, input, actor).catch(() => null);
    Object.assign(env(), { STRIPE_TAX: false });
    expect(create.mock.calls[0]?.[0]).toMatchObject({
      automatic_tax: { enabled: true },
      customer_update: { name: "auto", address: "auto" },
    });
    create.mockRestore();
  });

  it("18 seats are what is paid for, within the plan", async () => {
    const id = await subscribe(place, { plan: "pro", seats: 2 });
    expect((await settledAccount(place)).limits).toMatchObject({ members: 2 });
    control.portal.switch(id, { quantity: 5 });
    expect((await settledAccount(place)).limits).toMatchObject({ members: 5 });
    const tooMany = { plan: "pro", interval: "month", seats: 51, acceptsLess: true } as const;
    await expect(startCheckout(await makeWorkspace(), tooMany, actor)).rejects.toMatchObject({
      reason: "billing.seats",
    });
  });

  it("19 an invoice that was open when the subscription was cancelled stays on the page", async () => {
    const id = await subscribe(place);
    control.failNextCharges({ customer: (await settledAccount(place)).customerId ?? "", times: 1 });
    await control.advance({ days: 33 });
    await stripe().subscriptions.cancel(id);
    await settledAccount(place);
    const { invoices } = await readInvoices(place.workspaceId);
    expect(invoices.map(({ status }) => status)).toContain("open");
  });

  it("20 asks four levels deep at most", async () => {
    const list = vi.spyOn(stripe().subscriptions, "list");
    await subscribe(place);
    await settledAccount(place);
    const expanded = list.mock.calls.flatMap(([params]) => params?.expand ?? []);
    expect(expanded).not.toEqual([]);
    for (const path of expanded) expect(path.split(".").length).toBeLessThanOrEqual(4);
    list.mockRestore();
  });

  it("21 a new amount is a new price with the old lookup key, and the old price keeps its plan", async () => {
    await subscribe(place);
    const former = (await settledAccount(place)).priceId ?? "";
    await stripe().prices.create({
      ...{
        product: "moltdesk_starter",
        currency: "usd",
        unit_amount: 2_500,
        recurring: { interval: "month" },
      },
      ...{ lookup_key: lookupKey("starter", "month"), transfer_lookup_key: true },
      metadata: { moltdesk_plan: "starter" },
    });
    await stripe().prices.update(former, { active: false });
    await syncBilling((await accountOf(place.workspaceId)).customerId ?? "");
    expect(await accountOf(place.workspaceId)).toMatchObject({
      plan: "starter",
      priceId: former,
      trouble: null,
    });
    forgetCatalog();
    expect((await syncCatalog()).prices).toBe(1);
    expect((await syncCatalog()).prices).toBe(0);
  });

  it("22 a yearly plan is charged now and moves the period's end", async () => {
    const id = await subscribe(place);
    const before = (await settledAccount(place)).periodEnd?.getTime() ?? 0;
    await control.advance({ days: 3 });
    control.portal.switch(id, { price: await priceOf("starter", "year") });
    const { interval, periodEnd } = await settledAccount(place);
    expect(interval).toBe("year");
    expect((periodEnd?.getTime() ?? 0) - before).toBeGreaterThan(300 * 24 * 60 * 60 * 1000);
  });
});

it("an event whose work failed is worked on again when Stripe repeats it", async () => {
  const input = { plan: "starter", interval: "month", seats: 1, acceptsLess: true } as const;
  const { url } = await startCheckout(place, input, actor);
  control.fault({ route: "GET /v1/subscriptions", status: 500, times: 4 });
  control.pay(url.match(/cs_\w+/)?.[0] ?? "");
  expect(await settledAccount(place)).toMatchObject({ status: "trialing" });
  control.clearFaults();
  const stored = await systemDb().select().from(stripeEvents);
  expect(stored.every(({ processedAt, failure }) => processedAt !== null && failure === null)).toBe(true);
});
