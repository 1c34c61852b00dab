import type { Stripe } from "stripe";
import { expect, test } from "vitest";
import { at, openShop, start } from "./support.ts";

const paid = ["charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded"];
const periodEnd = at("2026-02-01T00:00:00Z");
const halfWay = start + (periodEnd - start) / 2;

function amounts(invoice: Stripe.Invoice): number[] {
  return invoice.lines.data.map(({ amount }) => amount);
}

test("half-way from $19 to $49 costs $15.00, shown before and charged at once", async () => {
  await using shop = await openShop();
  const { customer, subscription, item } = await shop.subscriber(shop.prices.starter);
  await shop.control.advanceTo(halfWay);
  const preview = await shop.stripe.invoices.createPreview({
    customer,
    subscription,
    subscription_details: {
      items: [{ id: item, price: shop.prices.pro }],
      proration_behavior: "always_invoice",
    },
  });
  expect(amounts(preview)).toEqual([-950, 2_450]);
  expect(preview).toMatchObject({ amount_due: 1_500, total: 1_500, billing_reason: "upcoming" });
  expect(preview.lines.data[0]).toMatchObject({
    parent: { type: "subscription_item_details", subscription_item_details: { proration: true } },
    pricing: { price_details: { price: shop.prices.starter } },
  });
  expect(shop.events()).toEqual([]);
  expect(shop.control.portal.switch(subscription, { price: shop.prices.pro })).toBe("now");
  expect(shop.events()).toEqual([
    "invoice.created",
    "invoice.finalized",
    ...paid,
    "customer.subscription.updated",
  ]);
  const updated = await shop.stripe.subscriptions.retrieve(subscription, {
    expand: ["latest_invoice.payments"],
  });
  expect(updated.items.data[0]).toMatchObject({
    price: { id: shop.prices.pro },
    current_period_end: periodEnd,
  });
  expect(updated.latest_invoice).toMatchObject({
    amount_paid: 1_500,
    status: "paid",
    parent: { subscription_details: { subscription } },
    payments: { data: [{ status: "paid", amount_paid: 1_500, payment: { type: "payment_intent" } }] },
  });
});

test("a downgrade now is a negative invoice: nothing is due, the credit waits and is used", async () => {
  await using shop = await openShop();
  const { customer, subscription } = await shop.subscriber(shop.prices.pro);
  await shop.control.advanceTo(halfWay);
  shop.control.portal.switch(subscription, { price: shop.prices.starter });
  expect(shop.events()).toEqual([
    "invoice.created",
    "customer.updated",
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_succeeded",
    "customer.subscription.updated",
  ]);
  expect(await shop.stripe.customers.retrieve(customer)).toMatchObject({ balance: -1_500 });
  const [credit] = (await shop.stripe.invoices.list({ customer })).data;
  expect(credit).toMatchObject({
    total: -1_500,
    amount_due: 0,
    status: "paid",
    starting_balance: 0,
    ending_balance: -1_500,
  });
  await shop.control.advanceTo(periodEnd + 3_600);
  const [renewal] = (await shop.stripe.invoices.list({ customer })).data;
  expect(renewal).toMatchObject({
    total: 1_900,
    amount_due: 400,
    amount_paid: 400,
    starting_balance: -1_500,
    ending_balance: 0,
  });
});

test("seats with create_prorations wait for the renewal's invoice", async () => {
  await using shop = await openShop();
  const { customer, subscription, item } = await shop.subscriber(shop.prices.starter);
  await shop.control.advanceTo(halfWay);
  await shop.stripe.subscriptions.update(subscription, { items: [{ id: item, quantity: 3 }] });
  expect(shop.events()).toEqual([
    "invoiceitem.created",
    "invoiceitem.created",
    "customer.subscription.updated",
  ]);
  const preview = await shop.stripe.invoices.createPreview({ customer, subscription });
  expect(amounts(preview)).toEqual([-950, 2_850, 5_700]);
  await shop.control.advanceTo(periodEnd + 3_600);
  const [renewal] = (await shop.stripe.invoices.list({ customer })).data;
  expect(renewal && amounts(renewal)).toEqual([-950, 2_850, 5_700]);
  expect(renewal).toMatchObject({ status: "paid", amount_paid: 7_600 });
});

test("an update that changes nothing is told of all the same", async () => {
  await using shop = await openShop();
  const { subscription, item } = await shop.subscriber(shop.prices.starter);
  await shop.stripe.subscriptions.update(subscription, { items: [{ id: item, quantity: 1 }] });
  expect(shop.events()).toEqual(["customer.subscription.updated"]);
});

test("monthly to yearly: the rhythm starts anew and is billed now", async () => {
  await using shop = await openShop();
  const { subscription } = await shop.subscriber(shop.prices.pro);
  await shop.control.advanceTo(halfWay);
  shop.control.portal.switch(subscription, { price: shop.prices.proYearly });
  const yearly = await shop.stripe.subscriptions.retrieve(subscription, { expand: ["latest_invoice"] });
  expect(yearly.billing_cycle_anchor).toBe(halfWay);
  expect(yearly.items.data[0]).toMatchObject({
    current_period_start: halfWay,
    current_period_end: at("2027-01-16T12:00:00Z"),
  });
  expect(yearly.latest_invoice).toMatchObject({ amount_paid: 49_000 - 2_450 });
});

test("cancelling in the portal writes cancel_at and leaves the boolean alone", async () => {
  await using shop = await openShop();
  const { subscription } = await shop.subscriber(shop.prices.pro);
  shop.control.portal.cancel(subscription, { feedback: "too_expensive" });
  expect(shop.events()).toEqual(["customer.subscription.updated"]);
  const ending = await shop.stripe.subscriptions.retrieve(subscription);
  expect(ending).toMatchObject({
    status: "active",
    cancel_at: periodEnd,
    cancel_at_period_end: false,
    canceled_at: start,
    cancellation_details: { reason: "cancellation_requested", feedback: "too_expensive" },
  });
  // The boolean takes back only what it set: who resumes must clear `cancel_at`.
  const still = await shop.stripe.subscriptions.update(subscription, { cancel_at_period_end: false });
  expect(still.cancel_at).toBe(periodEnd);
  const kept = await shop.stripe.subscriptions.update(subscription, { cancel_at: "" });
  expect(kept).toMatchObject({ cancel_at: null, canceled_at: null });
  shop.control.portal.cancel(subscription);
  shop.events();
  await shop.control.advanceTo(periodEnd);
  expect(shop.events()).toEqual(["customer.subscription.deleted"]);
  expect(await shop.stripe.subscriptions.retrieve(subscription)).toMatchObject({
    status: "canceled",
    ended_at: periodEnd,
  });
});

test("cancelling by the API's boolean sets both fields, and takes both back", async () => {
  await using shop = await openShop();
  const { subscription } = await shop.subscriber(shop.prices.pro);
  const ending = await shop.stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
  expect(ending).toMatchObject({ cancel_at: periodEnd, cancel_at_period_end: true });
  const kept = await shop.stripe.subscriptions.update(subscription, { cancel_at_period_end: false });
  expect(kept).toMatchObject({ cancel_at: null, cancel_at_period_end: false });
  await expect(
    shop.stripe.subscriptions.update(subscription, { cancel_at: "", cancel_at_period_end: false }),
  ).rejects.toThrow("only specify one of these parameters");
});

test("cancelled at once: open invoices stay payable, and only metadata can change", async () => {
  await using shop = await openShop();
  const { customer, subscription, item } = await shop.subscriber(shop.prices.pro);
  shop.control.failNextCharges({ customer });
  await shop.control.advanceTo(periodEnd + 3_600);
  shop.events();
  const cancelled = await shop.stripe.subscriptions.cancel(subscription);
  expect(cancelled.status).toBe("canceled");
  expect(shop.events()).toEqual(["customer.subscription.deleted"]);
  await expect(shop.stripe.subscriptions.cancel(subscription)).rejects.toMatchObject({
    code: "resource_missing",
  });
  await expect(
    shop.stripe.subscriptions.update(subscription, { items: [{ id: item, quantity: 2 }] }),
  ).rejects.toThrow("only update its cancellation_details and metadata");
  await shop.stripe.subscriptions.update(subscription, { metadata: { note: "bye" } });
  const [open] = (await shop.stripe.invoices.list({ customer, status: "open" })).data;
  await shop.stripe.invoices.pay(open?.id ?? "");
  expect((await shop.stripe.subscriptions.retrieve(subscription)).status).toBe("canceled");
});

test("a downgrade at the period's end is a schedule; it switches then, and can be called off", async () => {
  await using shop = await openShop();
  await shop.stripe.billingPortal.configurations.update(shop.configuration, {
    features: {
      subscription_update: {
        enabled: true,
        schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
      },
    },
  });
  const { customer, subscription } = await shop.subscriber(shop.prices.pro);
  shop.events();
  expect(shop.control.portal.switch(subscription, { price: shop.prices.starter })).toBe("at_period_end");
  expect(shop.events()).toEqual([
    "subscription_schedule.created",
    "customer.subscription.updated",
    "subscription_schedule.updated",
  ]);
  const waiting = await shop.stripe.subscriptions.retrieve(subscription, { expand: ["schedule"] });
  expect(waiting.items.data[0]?.price.id).toBe(shop.prices.pro);
  expect(waiting.schedule).toMatchObject({
    phases: [{}, { start_date: periodEnd, items: [{ price: shop.prices.starter }] }],
  });
  shop.control.portal.stay(subscription);
  expect((await shop.stripe.subscriptions.retrieve(subscription)).schedule).toBeNull();
  shop.control.portal.switch(subscription, { price: shop.prices.starter });
  shop.events();
  await shop.control.advanceTo(periodEnd);
  expect(shop.events()).toEqual([
    "customer.subscription.updated",
    "subscription_schedule.updated",
    "invoice.created",
    "customer.subscription.updated",
  ]);
  await shop.control.advance({ hours: 1 });
  const [renewal] = (await shop.stripe.invoices.list({ customer })).data;
  expect(renewal).toMatchObject({ status: "paid", amount_paid: 1_900 });
  await shop.control.advanceTo(at("2026-03-01T00:00:00Z"));
  expect(shop.events()).toContain("subscription_schedule.released");
});
