import { Stripe } from "stripe";
import { expect, test } from "vitest";
import { day, openReceiver, openShop, openStripe } from "./support.ts";

async function openWired() {
  const receiver = await openReceiver();
  const shop = await openShop({ webhookUrl: receiver.url, webhookSecret: receiver.secret });
  await shop.control.webhooks.settled();
  receiver.received.length = 0;
  return {
    ...shop,
    receiver,
    async [Symbol.asyncDispose]() {
      await shop.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

test("what is sent is signed: the SDK takes it, in order, indented, with the API's version", async () => {
  await using wired = await openWired();
  await wired.subscriber(wired.prices.pro);
  await wired.control.webhooks.settled();
  const { receiver } = wired;
  expect(receiver.refused).toEqual([]);
  expect(receiver.types()).toEqual(
    wired.control
      .events()
      .slice(-receiver.received.length)
      .map(({ type }) => type),
  );
  expect(receiver.received.at(-1)).toMatchObject({
    type: "checkout.session.completed",
    api_version: Stripe.API_VERSION,
    livemode: false,
    data: { object: { object: "checkout.session", status: "complete" } },
  });
  const { body, signature } = receiver.raw.at(-1) ?? { body: "", signature: "" };
  expect(body.startsWith('{\n  "id": "evt_')).toBe(true);
  // Who writes the JSON anew before checking has other bytes, and must be refused.
  const { webhooks } = new Stripe("sk_test_x");
  expect(() => webhooks.constructEvent(JSON.stringify(JSON.parse(body)), signature, receiver.secret)).toThrow(
    "signature",
  );
});

test("events are dated by virtual time, signatures by the wall clock", async () => {
  await using wired = await openWired();
  await wired.subscriber(wired.prices.pro);
  await wired.control.advance({ days: 62 });
  expect(wired.receiver.refused).toEqual([]);
  const [event] = wired.receiver.received.slice(-1);
  expect(event?.created).toBeGreaterThan(wired.control.now() - 10 * day);
  const t = /t=(\d+)/.exec(wired.receiver.raw.at(-1)?.signature ?? "")?.[1];
  expect(Math.abs(Number(t) - Date.now() / 1000)).toBeLessThan(10);
});

test("an update says what was before", async () => {
  await using wired = await openWired();
  const { subscription } = await wired.subscriber(wired.prices.pro);
  await wired.stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
  await wired.control.webhooks.settled();
  const event = wired.receiver.received.at(-1);
  expect(event?.type).toBe("customer.subscription.updated");
  expect(event?.data.previous_attributes).toMatchObject({ cancel_at: null, cancel_at_period_end: false });
  expect(Object.keys(event?.data.previous_attributes ?? {})).not.toContain("items");
});

test("what is not answered with 2xx comes again, and pending_webhooks counts down", async () => {
  await using wired = await openWired();
  wired.receiver.answerWith(500, 503);
  const { id } = await wired.stripe.customers.create({ email: "late@example.com" });
  await wired.control.webhooks.settled();
  const { id: event = "" } = wired.control.events().at(-1) ?? {};
  expect(await wired.stripe.events.retrieve(event)).toMatchObject({ pending_webhooks: 1 });
  await wired.control.webhooks.settled({ retries: true });
  expect(wired.receiver.received.map(({ data }) => data.object)).toMatchObject([{ id }]);
  expect(await wired.stripe.events.retrieve(event)).toMatchObject({ pending_webhooks: 0 });
  expect(wired.control.webhooks.deliveries().at(-1)).toMatchObject({
    state: "delivered",
    attempts: [{ status: 500 }, { status: 503 }, { status: 200 }],
  });
});

test("hold and release, reverse, duplicate, drop, resend", async () => {
  await using wired = await openWired();
  const { webhooks } = wired.control;
  const { receiver, stripe } = wired;
  const make = async (...names: string[]) => {
    for (const name of names) await stripe.customers.create({ name });
  };
  const heard = () =>
    receiver.received.splice(0).map(({ data }) => ("name" in data.object ? data.object.name : null));
  webhooks.hold();
  await make("a", "b", "c");
  await webhooks.settled();
  expect(heard()).toEqual([]);
  webhooks.reverse(true);
  webhooks.release();
  await webhooks.settled();
  expect(heard()).toEqual(["c", "b", "a"]);
  webhooks.reverse(false);
  webhooks.duplicate(true);
  await make("d");
  await webhooks.settled();
  expect(heard()).toEqual(["d", "d"]);
  webhooks.duplicate(false);
  webhooks.drop(1);
  await make("e", "f");
  await webhooks.settled();
  expect(heard()).toEqual(["f"]);
  webhooks.drop(["customer.created"]);
  await make("g");
  await webhooks.settled();
  expect(heard()).toEqual([]);
  const lost = wired.control.events().at(-1)?.id ?? "";
  webhooks.resend(lost);
  await webhooks.settled();
  expect(heard()).toEqual(["g"]);
});

test("a shuffled order follows from its seed, and loses nothing", async () => {
  const orders = await Promise.all(
    [1, 1, 2].map(async (seed) => {
      await using wired = await openWired();
      wired.control.webhooks.hold();
      wired.control.webhooks.shuffle(seed);
      await wired.subscriber(wired.prices.pro);
      wired.control.webhooks.release();
      await wired.control.webhooks.settled();
      return wired.receiver.types();
    }),
  );
  const [one = [], same = [], other = []] = orders;
  expect(one).toEqual(same);
  expect(one).not.toEqual(other);
  expect(one.toSorted()).toEqual(other.toSorted());
});

test("a secret that is rolled: both sign for a while, then only the new one", async () => {
  await using wired = await openWired();
  const [endpoint] = (await wired.stripe.webhookEndpoints.list()).data;
  wired.control.webhooks.rollSecret(endpoint?.id ?? "", 60);
  await wired.stripe.customers.create({});
  await wired.control.webhooks.settled();
  expect(wired.receiver.refused).toEqual([]);
  expect(wired.receiver.raw.at(-1)?.signature.match(/v1=/g)).toHaveLength(2);
  wired.control.webhooks.rollSecret(endpoint?.id ?? "", 0);
  await wired.stripe.customers.create({});
  await wired.control.webhooks.settled();
  expect(wired.receiver.refused).toHaveLength(1);
});

test("a forged body, an old one and a thin one are refused by the SDK", async () => {
  await using wired = await openWired();
  const { id } = await wired.stripe.customers.create({});
  await wired.control.webhooks.settled();
  const { body } = wired.receiver.raw.at(-1) ?? { body: "" };
  const before = wired.receiver.received.length;
  await wired.control.webhooks.sendRaw(body, { secret: "whsec_foreign" });
  await wired.control.webhooks.sendRaw(body, { ageSeconds: 301 });
  await wired.control.webhooks.sendRaw(
    JSON.stringify({ id: "evt_thin", object: "v2.core.event", type: "v1.customer.created" }),
  );
  expect(wired.receiver.received).toHaveLength(before);
  expect(wired.receiver.refused).toEqual([
    expect.stringContaining("No signatures found"),
    expect.stringContaining("outside the tolerance"),
    expect.stringContaining("thin event"),
  ]);
  expect(await wired.control.webhooks.sendRaw(body)).toBe(200);
  expect(wired.receiver.received.at(-1)?.data.object).toMatchObject({ id });
});

test("endpoints made over the API hear what they asked for, and tell their secret once", async () => {
  await using receiver = await openReceiver("whsec_other");
  await using opened = await openStripe();
  const { webhookEndpoints, customers } = opened.stripe;
  const made = await webhookEndpoints.create({ url: receiver.url, enabled_events: ["customer.deleted"] });
  expect(made.secret).toMatch(/^whsec_/);
  expect((await webhookEndpoints.retrieve(made.id)).secret).toBeUndefined();
  const { id } = await customers.create({});
  await customers.del(id);
  await opened.control.webhooks.settled();
  expect(receiver.raw.map(({ body }) => JSON.parse(body).type)).toEqual(["customer.deleted"]);
  await webhookEndpoints.del(made.id);
  await customers.create({});
  await opened.control.webhooks.settled();
  expect(receiver.raw).toHaveLength(1);
});

test("what must never matter can be sent: unknown types, live mode, disputes, refunds", async () => {
  await using wired = await openWired();
  const { customer } = await wired.subscriber(wired.prices.pro);
  wired.control.emit("moon.phase.changed", { id: "moon_1", object: "moon" });
  wired.control.emit("customer.created", { id: "cus_live", object: "customer" }, { livemode: true });
  const [invoice] = (await wired.stripe.invoices.list({ customer, expand: ["data.payments"] })).data;
  const intent = invoice?.payments?.data[0]?.payment.payment_intent;
  await wired.stripe.refunds.create({ payment_intent: String(intent), amount: 100 });
  const charge = wired.control.events().find(({ type }) => type === "charge.succeeded")?.data.object.id;
  wired.control.dispute(String(charge));
  await wired.control.webhooks.settled();
  expect(wired.receiver.types().slice(-5)).toEqual([
    "moon.phase.changed",
    "customer.created",
    "refund.created",
    "charge.refunded",
    "charge.dispute.created",
  ]);
  expect(wired.receiver.received.find(({ livemode }) => livemode)?.data.object).toMatchObject({
    id: "cus_live",
  });
});
