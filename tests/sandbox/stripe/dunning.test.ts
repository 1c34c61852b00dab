import { expect, test } from "vitest";
import { at, day, openShop, start } from "./support.ts";

const paid = ["charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded"];
const declined = ["charge.failed", "payment_intent.payment_failed", "invoice.payment_failed"];
const hour = 3_600;
const periodEnd = at("2026-02-01T00:00:00Z");

test("a renewal: the period moves, the invoice waits an hour, then it is charged", async () => {
  await using shop = await openShop();
  const { subscription } = await shop.subscriber(shop.prices.pro);
  await shop.control.advanceTo(periodEnd);
  expect(shop.events()).toEqual(["invoice.created", "customer.subscription.updated"]);
  const renewed = await shop.stripe.subscriptions.retrieve(subscription, { expand: ["latest_invoice"] });
  expect(renewed.items.data[0]).toMatchObject({
    current_period_start: periodEnd,
    current_period_end: at("2026-03-01T00:00:00Z"),
  });
  expect(renewed.latest_invoice).toMatchObject({ status: "draft", billing_reason: "subscription_cycle" });
  await shop.control.advance({ hours: 1 });
  expect(shop.events()).toEqual(["invoice.finalized", ...paid]);
  expect(shop.control.now()).toBe(periodEnd + hour);
});

test("31 January, 28 February, 31 March: the anchor's day comes back", async () => {
  await using shop = await openShop({ clock: at("2026-01-31T09:30:00Z") });
  const { subscription } = await shop.subscriber(shop.prices.pro);
  const ends: string[] = [];
  for (let month = 0; month < 3; month += 1) {
    const row = await shop.stripe.subscriptions.retrieve(subscription);
    const end = row.items.data[0]?.current_period_end ?? 0;
    ends.push(new Date(end * 1000).toISOString());
    await shop.control.advanceTo(end);
  }
  expect(ends).toEqual(["2026-02-28T09:30:00.000Z", "2026-03-31T09:30:00.000Z", "2026-04-30T09:30:00.000Z"]);
});

test("a payment that fails is retried after 3, 5 and 7 days, and heals with a new card", async () => {
  await using shop = await openShop();
  const { customer, subscription } = await shop.subscriber(shop.prices.pro);
  shop.control.portal.newCard(customer, "4000000000000341");
  shop.events();
  await shop.control.advanceTo(periodEnd + hour);
  expect(shop.events()).toEqual([
    "invoice.created",
    "customer.subscription.updated",
    "invoice.finalized",
    ...declined,
    "customer.subscription.updated",
  ]);
  const open = await shop.stripe.subscriptions.retrieve(subscription, { expand: ["latest_invoice"] });
  expect(open).toMatchObject({
    status: "past_due",
    latest_invoice: { status: "open", attempt_count: 1, next_payment_attempt: periodEnd + hour + 3 * day },
  });
  expect(await shop.stripe.customers.retrieve(customer)).toMatchObject({ delinquent: true });
  await shop.control.advance({ days: 8 });
  expect(shop.events()).toEqual([...declined, ...declined]);
  expect(shop.control.events().at(-1)?.data.object).toMatchObject({ attempt_count: 3 });
  shop.control.portal.newCard(customer, "4242424242424242");
  expect(shop.events()).toEqual([
    "payment_method.attached",
    "customer.updated",
    "customer.subscription.updated",
    ...paid,
    "customer.subscription.updated",
  ]);
  expect((await shop.stripe.subscriptions.retrieve(subscription)).status).toBe("active");
});

test.each([
  ["cancel", "canceled", "customer.subscription.deleted"],
  ["unpaid", "unpaid", "customer.subscription.updated"],
  ["past_due", "past_due", "invoice.payment_failed"],
] as const)(
  "when the last retry fails and the account says %s, it is %s",
  async (retriesEndWith, status, last) => {
    await using shop = await openShop({ retriesEndWith });
    const { customer, subscription } = await shop.subscriber(shop.prices.pro);
    shop.control.failNextCharges({ customer, times: 4 });
    await shop.control.advanceTo(periodEnd + hour + 15 * day);
    expect(shop.events().at(-1)).toBe(last);
    const row = await shop.stripe.subscriptions.retrieve(subscription, { expand: ["latest_invoice"] });
    expect(row.status).toBe(status);
    // What is owed stays payable, whatever became of the subscription.
    expect(row.latest_invoice).toMatchObject({
      status: "open",
      attempt_count: 4,
      next_payment_attempt: null,
    });
    if (retriesEndWith !== "unpaid") return;
    await shop.control.advanceTo(at("2026-03-01T02:00:00Z"));
    const [draft] = (await shop.stripe.invoices.list({ customer, status: "draft" })).data;
    expect(draft).toMatchObject({ auto_advance: false, billing_reason: "subscription_cycle" });
    expect((await shop.stripe.subscriptions.retrieve(subscription)).status).toBe("unpaid");
  },
);

test("an upgrade that is declined still upgrades, and is past due", async () => {
  await using shop = await openShop();
  const { customer, subscription, item } = await shop.subscriber(shop.prices.starter);
  shop.control.failNextCharges({ customer });
  const updated = await shop.stripe.subscriptions.update(subscription, {
    items: [{ id: item, price: shop.prices.pro }],
    proration_behavior: "always_invoice",
  });
  expect(updated).toMatchObject({ status: "past_due", pending_update: null });
  expect(updated.items.data[0]?.price.id).toBe(shop.prices.pro);
});

test("pending_if_incomplete waits for its payment, and is forgotten after 23 hours", async () => {
  await using shop = await openShop();
  const { customer, subscription, item } = await shop.subscriber(shop.prices.starter);
  const upgrade = () =>
    shop.stripe.subscriptions.update(subscription, {
      items: [{ id: item, price: shop.prices.pro }],
      proration_behavior: "always_invoice",
      payment_behavior: "pending_if_incomplete",
    });
  shop.control.failNextCharges({ customer });
  const waiting = await upgrade();
  expect(waiting).toMatchObject({ status: "active", pending_update: { expires_at: start + 23 * hour } });
  expect(waiting.items.data[0]?.price.id).toBe(shop.prices.starter);
  await shop.stripe.invoices.pay(String(waiting.latest_invoice));
  expect(shop.events()).toContain("customer.subscription.pending_update_applied");
  const applied = await shop.stripe.subscriptions.retrieve(subscription);
  expect(applied).toMatchObject({ status: "active", pending_update: null });
  expect(applied.items.data[0]?.price.id).toBe(shop.prices.pro);

  shop.control.failNextCharges({ customer });
  const seats = await shop.stripe.subscriptions.update(subscription, {
    items: [{ id: item, quantity: 3 }],
    proration_behavior: "always_invoice",
    payment_behavior: "pending_if_incomplete",
  });
  await shop.control.advance({ hours: 23 });
  expect(shop.events()).toContain("customer.subscription.pending_update_expired");
  expect((await shop.stripe.invoices.retrieve(String(seats.latest_invoice))).status).toBe("void");
  expect((await shop.stripe.subscriptions.retrieve(subscription)).items.data[0]?.quantity).toBe(1);
});

test("a switch in the portal that the card refuses waits for another card, whole", async () => {
  await using shop = await openShop();
  const { customer, subscription } = await shop.subscriber(shop.prices.pro);
  await shop.control.advance({ days: 10 });
  shop.control.failNextCharges({ customer, times: 2 });
  expect(shop.control.portal.switch(subscription, { price: shop.prices.proYearly })).toBe(
    "waits_for_payment",
  );
  const first = await shop.stripe.subscriptions.retrieve(subscription);
  expect(first.pending_update).toMatchObject({ billing_cycle_anchor: start + 10 * day });
  expect(shop.control.portal.switch(subscription, { price: shop.prices.proYearly, quantity: 2 })).toBe(
    "waits_for_payment",
  );
  expect((await shop.stripe.invoices.retrieve(String(first.latest_invoice))).status).toBe("void");
  shop.control.portal.newCard(customer, "5555555555554444");
  const applied = await shop.stripe.subscriptions.retrieve(subscription);
  expect(applied).toMatchObject({ pending_update: null, billing_cycle_anchor: start + 10 * day });
  expect(applied.items.data[0]).toMatchObject({
    price: { id: shop.prices.proYearly },
    quantity: 2,
    current_period_end: at("2027-01-11T00:00:00Z"),
  });
});

test("error_if_incomplete refuses with 402 and changes nothing", async () => {
  await using shop = await openShop();
  const { customer, subscription, item } = await shop.subscriber(shop.prices.starter);
  shop.control.failNextCharges({ customer });
  const upgrade = shop.stripe.subscriptions.update(subscription, {
    items: [{ id: item, price: shop.prices.pro }],
    proration_behavior: "always_invoice",
    payment_behavior: "error_if_incomplete",
  });
  await expect(upgrade).rejects.toMatchObject({
    type: "StripeCardError",
    statusCode: 402,
    code: "card_declined",
  });
  expect((await shop.stripe.subscriptions.retrieve(subscription)).items.data[0]?.price.id).toBe(
    shop.prices.starter,
  );
  expect((await shop.stripe.invoices.list({ customer })).data).toHaveLength(1);
  expect(shop.events()).toEqual([]);
});

test.each([
  ["cancel", "canceled", ["customer.subscription.deleted"]],
  ["pause", "paused", ["customer.subscription.paused"]],
  ["create_invoice", "active", ["invoice.created", "customer.subscription.updated"]],
] as const)("a trial that ends without a card: %s", async (missing_payment_method, status, events) => {
  await using shop = await openShop();
  const customer = await shop.customer();
  const trial = await shop.stripe.subscriptions.create({
    customer,
    items: [{ price: shop.prices.pro }],
    trial_period_days: 7,
    trial_settings: { end_behavior: { missing_payment_method } },
  });
  await shop.control.advanceTo(start + 4 * day);
  shop.events();
  await shop.control.advanceTo(start + 7 * day);
  expect(shop.events()).toEqual(events);
  expect((await shop.stripe.subscriptions.retrieve(trial.id)).status).toBe(status);
  if (status === "active") {
    await shop.control.advance({ hours: 1 });
    const late = await shop.stripe.subscriptions.retrieve(trial.id, { expand: ["latest_invoice"] });
    // Nobody retries what has no card.
    expect(late).toMatchObject({
      status: "past_due",
      latest_invoice: { status: "open", next_payment_attempt: null },
    });
  }
  if (status === "paused") {
    shop.control.portal.newCard(customer, "4242424242424242");
    const resumed = await shop.stripe.subscriptions.resume(trial.id);
    expect(resumed.status).toBe("active");
    expect(shop.events()).toContain("customer.subscription.resumed");
  }
});
