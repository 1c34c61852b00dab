import { expect, test } from "vitest";
import { day, openShop, start } from "./support.ts";

const paid = ["charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded"];
const declined = ["charge.failed", "payment_intent.payment_failed", "invoice.payment_failed"];

test("a new subscription by Checkout: paid first, then there", async () => {
  await using shop = await openShop();
  const customer = await shop.customer();
  const session = await shop.checkout(customer, shop.prices.pro);
  expect(session).toMatchObject({
    status: "open",
    payment_status: "unpaid",
    amount_total: 4_900,
    subscription: null,
  });
  expect(session.url).toBe(`${shop.url}/pay/${session.id}`);
  expect(shop.control.pay(session.id)).toEqual({
    declined: null,
    url: `http://localhost:3000/done?session=${session.id}`,
  });
  expect(shop.events()).toEqual([
    "payment_method.attached",
    "invoice.created",
    "customer.subscription.created",
    "invoice.finalized",
    ...paid,
    "customer.subscription.updated",
    "checkout.session.completed",
  ]);
  const [subscription] = (await shop.stripe.subscriptions.list({ customer, status: "all" })).data;
  expect(subscription).toMatchObject({
    status: "active",
    cancel_at: null,
    billing_mode: { type: "flexible" },
  });
  expect(subscription?.items.data[0]).toMatchObject({
    current_period_start: start,
    current_period_end: Date.UTC(2026, 1, 1) / 1000,
    price: { id: shop.prices.pro, lookup_key: "pro_monthly" },
  });
  expect(await shop.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: "complete",
    payment_status: "paid",
    subscription: subscription?.id,
    client_reference_id: "workspace",
    url: null,
  });
});

test("a card that is declined on the pay page leaves nothing but an open session", async () => {
  await using shop = await openShop();
  const customer = await shop.customer();
  const session = await shop.checkout(customer, shop.prices.pro);
  const before = shop.events();
  expect(shop.control.pay(session.id, { card: "4000000000000002" }).declined).toBe("Your card was declined.");
  expect(shop.control.pay(session.id, { card: "4000000000009995" }).declined).toContain("insufficient funds");
  expect(shop.events()).toEqual([]);
  expect(before).not.toContain("checkout.session.completed");
  expect((await shop.stripe.subscriptions.list({ customer, status: "all" })).data).toEqual([]);
  expect((await shop.stripe.invoices.list({ customer })).data).toEqual([]);
  expect((await shop.stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
});

test("by API with a card that fails: incomplete, and after 23 hours expired", async () => {
  await using shop = await openShop();
  const customer = await shop.customer("pm_card_chargeCustomerFail");
  const made = await shop.stripe.subscriptions.create({ customer, items: [{ price: shop.prices.pro }] });
  expect(made.status).toBe("incomplete");
  expect(shop.events()).toEqual([
    "invoice.created",
    "customer.subscription.created",
    "invoice.finalized",
    ...declined,
  ]);
  await shop.control.advance({ hours: 22 });
  expect((await shop.stripe.subscriptions.retrieve(made.id)).status).toBe("incomplete");
  await shop.control.advance({ hours: 1 });
  expect((await shop.stripe.subscriptions.retrieve(made.id)).status).toBe("incomplete_expired");
  expect(shop.events()).toEqual(["customer.subscription.updated"]);
});

test("a trial: warned three days before, active at once, charged an hour later", async () => {
  await using shop = await openShop();
  const customer = await shop.customer();
  const session = await shop.checkout(customer, shop.prices.pro, {
    subscription_data: { trial_period_days: 14 },
  });
  expect(session.amount_total).toBe(0);
  shop.control.pay(session.id);
  expect(shop.events()).toEqual([
    "payment_method.attached",
    "invoice.created",
    "customer.subscription.created",
    "invoice.finalized",
    "invoice.paid",
    "invoice.payment_succeeded",
    "customer.subscription.updated",
    "checkout.session.completed",
  ]);
  const [trial] = (await shop.stripe.subscriptions.list({ customer })).data;
  expect(trial).toMatchObject({ status: "trialing", trial_end: start + 14 * day });
  expect((await shop.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe(
    "no_payment_required",
  );
  await shop.control.advanceTo(start + 11 * day);
  expect(shop.events()).toEqual(["customer.subscription.trial_will_end"]);
  await shop.control.advanceTo(start + 14 * day);
  expect(shop.events()).toEqual(["invoice.created", "customer.subscription.updated"]);
  const converted = await shop.stripe.subscriptions.retrieve(trial?.id ?? "", { expand: ["latest_invoice"] });
  expect(converted).toMatchObject({
    status: "active",
    latest_invoice: { status: "draft", amount_due: 4_900 },
  });
  await shop.control.advance({ hours: 1 });
  expect(shop.events()).toEqual(["invoice.finalized", ...paid]);
});
