import { expect, test } from "vitest";
import { routes } from "#sandbox/stripe/routes/index.ts";
import { at, day, openShop, start } from "./support.ts";

test("every address that is served answers the real SDK", async () => {
  await using shop = await openShop();
  const { stripe } = shop;
  const product = await stripe.products.create({
    name: "Extra",
    default_price_data: { currency: "usd", unit_amount: 5 },
  });
  expect(product.default_price).toMatch(/^price_/);
  expect(await stripe.products.retrieve(product.id)).toMatchObject({ name: "Extra", active: true });
  expect((await stripe.products.update(product.id, { active: false })).active).toBe(false);
  expect((await stripe.products.list({ active: true })).data.map(({ name }) => name)).toEqual([
    "Pro",
    "Starter",
  ]);
  await expect(stripe.products.del(product.id)).rejects.toThrow("has one or more user-created prices");
  const bare = await stripe.products.create({ id: "prod_bare", name: "Bare" });
  expect(await stripe.products.del(bare.id)).toMatchObject({ deleted: true });

  const price = await stripe.prices.retrieve(shop.prices.pro);
  expect(price).toMatchObject({ unit_amount: 4_900, type: "recurring", recurring: { interval: "month" } });
  expect(price.unit_amount_decimal?.toString()).toBe("4900");
  expect((await stripe.prices.list({ product: product.id, type: "one_time" })).data).toHaveLength(1);
  expect((await stripe.prices.update(price.id, { nickname: "Pro" })).nickname).toBe("Pro");

  const customer = await stripe.customers.create({ email: "grace@example.com", name: "Grace" });
  expect((await stripe.customers.list({ email: "grace@example.com" })).data).toHaveLength(1);
  const method = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
  expect(await stripe.paymentMethods.attach(method.id, { customer: customer.id })).toMatchObject({
    customer: customer.id,
  });
  expect(await stripe.paymentMethods.retrieve(method.id)).toMatchObject({
    card: { last4: "4242", brand: "visa" },
  });
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });

  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id, quantity: 2 }],
  });
  const items = await stripe.subscriptionItems.list({ subscription: subscription.id });
  expect(items.data[0]).toMatchObject({ quantity: 2, subscription: subscription.id });
  await expect(stripe.subscriptions.resume(subscription.id)).rejects.toThrow("not paused");

  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  expect(schedule).toMatchObject({ status: "active", current_phase: { start_date: start } });
  const [phase] = schedule.phases;
  const planned = await stripe.subscriptionSchedules.update(schedule.id, {
    end_behavior: "release",
    phases: [
      { items: [{ price: price.id, quantity: 2 }], start_date: phase?.start_date, end_date: phase?.end_date },
      { items: [{ price: shop.prices.starter }], duration: { interval: "month" } },
    ],
  });
  expect(planned.phases[1]).toMatchObject({
    start_date: at("2026-02-01T00:00:00Z"),
    end_date: at("2026-03-01T00:00:00Z"),
  });
  expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).phases).toHaveLength(2);
  expect(await stripe.subscriptionSchedules.release(schedule.id)).toMatchObject({
    status: "released",
    released_subscription: subscription.id,
  });

  const item = await stripe.invoiceItems.create({
    customer: customer.id,
    amount: 500,
    currency: "usd",
    description: "Setup",
  });
  expect(item).toMatchObject({ amount: 500, invoice: null });
  const invoice = await stripe.invoices.create({ customer: customer.id });
  expect(invoice).toMatchObject({ status: "draft", amount_due: 500, billing_reason: "manual" });
  await stripe.invoices.update(invoice.id, { description: "Once", metadata: { kind: "setup" } });
  expect(await stripe.invoices.finalizeInvoice(invoice.id)).toMatchObject({
    status: "open",
    description: "Once",
  });
  expect(await stripe.invoices.pay(invoice.id)).toMatchObject({ status: "paid", amount_paid: 500 });
  await expect(stripe.invoices.pay(invoice.id)).rejects.toThrow("already paid");
  await stripe.invoiceItems.create({ customer: customer.id, amount: 100, currency: "usd" });
  expect((await stripe.invoices.list({ customer: customer.id, status: "paid" })).data).toHaveLength(2);
  const wrong = await stripe.invoices.create({ customer: customer.id });
  await stripe.invoices.finalizeInvoice(wrong.id);
  expect(await stripe.invoices.voidInvoice(wrong.id)).toMatchObject({ status: "void" });
  expect(await stripe.invoices.createPreview({ customer: customer.id })).toMatchObject({ amount_due: 9_800 });

  const session = await shop.checkout(customer.id, price.id);
  expect((await stripe.checkout.sessions.listLineItems(session.id)).data[0]).toMatchObject({
    amount_total: 4_900,
  });
  expect((await stripe.checkout.sessions.list({ customer: customer.id, status: "open" })).data).toHaveLength(
    1,
  );
  expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: "expired", url: null });
  await expect(stripe.checkout.sessions.expire(session.id)).rejects.toThrow("not in an expireable state");

  const [configuration] = (await stripe.billingPortal.configurations.list()).data;
  expect(await stripe.billingPortal.configurations.retrieve(configuration?.id ?? "")).toMatchObject({
    is_default: false,
  });
  await expect(stripe.billingPortal.sessions.create({ customer: customer.id })).rejects.toThrow(
    "No configuration provided",
  );
  const portal = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    configuration: configuration?.id,
  });
  expect(portal.url).toBe(`${shop.url}/portal/${portal.id}`);
  await stripe.billingPortal.configurations.update(configuration?.id ?? "", {
    metadata: { marker: "moltdesk" },
  });

  const endpoint = await stripe.webhookEndpoints.create({
    url: "https://example.com/hook",
    enabled_events: ["*"],
  });
  await stripe.webhookEndpoints.retrieve(endpoint.id);
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
  await stripe.webhookEndpoints.del(endpoint.id);
  const [event] = (await stripe.events.list({ type: "invoice.*", limit: 1 })).data;
  expect(await stripe.events.retrieve(event?.id ?? "")).toMatchObject({
    type: "invoice.voided",
    pending_webhooks: 0,
  });
  const paid = await stripe.invoices.retrieve(invoice.id, { expand: ["payments"] });
  const intent = paid.payments?.data[0]?.payment.payment_intent;
  expect(await stripe.refunds.create({ payment_intent: String(intent) })).toMatchObject({
    amount: 500,
    status: "succeeded",
  });
  await expect(stripe.refunds.create({ payment_intent: String(intent) })).rejects.toMatchObject({
    code: "charge_already_refunded",
  });

  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  await stripe.testHelpers.testClocks.del(clock.id);
  expect(await stripe.paymentMethods.detach(method.id)).toMatchObject({ customer: null });
  expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([]);
  await stripe.subscriptions.list({ customer: customer.id });
  await stripe.subscriptions.retrieve(subscription.id);
  await stripe.subscriptions.update(subscription.id, { description: "Main" });
  await stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true });
  expect(await stripe.customers.del(customer.id)).toMatchObject({ deleted: true });
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
  const ticking = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const advancing = await stripe.testHelpers.testClocks.advance(ticking.id, {
    frozen_time: start + 40 * day,
  });
  expect(advancing.status).toBe("advancing");
  await expect
    .poll(async () => (await stripe.testHelpers.testClocks.retrieve(ticking.id)).status)
    .toBe("ready");
  await stripe.checkout.sessions.retrieve(session.id);

  const asked = new Set(shop.control.requests().map(({ method: verb, path }) => `${verb} ${path}`));
  const unasked = routes.filter(({ method: verb, path }) => {
    const pattern = new RegExp(`^${verb} ${path.replaceAll(/:\w+/g, "[^/]+")}$`);
    return ![...asked].some((call) => pattern.test(call));
  });
  expect(unasked.map(({ method: verb, path }) => `${verb} ${path}`)).toEqual([]);
});

test("a price is never changed: a new one takes its lookup key over, the old one keeps its subscribers", async () => {
  await using shop = await openShop();
  const { stripe } = shop;
  const { subscription } = await shop.subscriber(shop.prices.pro);
  const dearer = {
    product: shop.products.pro,
    currency: "usd",
    unit_amount: 5_900,
    lookup_key: "pro_monthly",
  };
  await expect(stripe.prices.create({ ...dearer, recurring: { interval: "month" } })).rejects.toMatchObject({
    param: "lookup_key",
  });
  const taken = await stripe.prices.create({
    ...dearer,
    recurring: { interval: "month" },
    transfer_lookup_key: true,
  });
  await stripe.prices.update(shop.prices.pro, { active: false });
  const found = await stripe.prices.list({ lookup_keys: ["pro_monthly", "starter_monthly"], active: true });
  expect(found.data.map(({ id }) => id).toSorted()).toEqual([taken.id, shop.prices.starter].toSorted());
  const old = await stripe.subscriptions.retrieve(subscription);
  expect(old.items.data[0]?.price).toMatchObject({ id: shop.prices.pro, lookup_key: null, active: false });
  await expect(shop.checkout(await shop.customer(), shop.prices.pro)).rejects.toThrow("inactive");
  const more = await stripe.subscriptions.update(subscription, {
    items: [{ id: old.items.data[0]?.id, quantity: 2 }],
  });
  expect(more.items.data[0]).toMatchObject({ quantity: 2, price: { id: shop.prices.pro } });
});

test("a customer who is deleted loses the subscription at once, and can be used no more", async () => {
  await using shop = await openShop();
  const { customer, subscription } = await shop.subscriber(shop.prices.pro);
  await shop.stripe.customers.del(customer);
  expect(shop.events()).toEqual(["customer.subscription.deleted", "customer.deleted"]);
  expect((await shop.stripe.subscriptions.retrieve(subscription)).status).toBe("canceled");
  await expect(shop.checkout(customer, shop.prices.pro)).rejects.toMatchObject({
    code: "resource_missing",
    param: "customer",
  });
  await expect(shop.stripe.customers.update(customer, { name: "x" })).rejects.toMatchObject({
    code: "resource_missing",
  });
});

test("two open pages can both be paid: two subscriptions", async () => {
  await using shop = await openShop();
  const customer = await shop.customer();
  const pages = [
    await shop.checkout(customer, shop.prices.pro),
    await shop.checkout(customer, shop.prices.starter),
  ];
  for (const { id } of pages) shop.control.pay(id);
  expect((await shop.stripe.subscriptions.list({ customer })).data).toHaveLength(2);
  expect(() => shop.control.pay(pages[0]?.id ?? "")).toThrow("no longer open");
});

test("a page that nobody pays expires after 24 hours", async () => {
  await using shop = await openShop();
  const session = await shop.checkout(await shop.customer(), shop.prices.pro);
  shop.events();
  await shop.control.advance({ days: 1 });
  expect(shop.events()).toEqual(["checkout.session.expired"]);
  expect((await shop.stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
});

test("a trial of less than three days is warned of at once", async () => {
  await using shop = await openShop();
  const customer = await shop.customer("pm_card_visa");
  const items = [{ price: shop.prices.pro }];
  await shop.stripe.subscriptions.create({ customer, items, trial_period_days: 2 });
  expect(shop.events()).toContain("customer.subscription.trial_will_end");
});

test("tax with a customer who is there already needs leave to write the address", async () => {
  await using shop = await openShop();
  const customer = await shop.customer();
  const tax = { automatic_tax: { enabled: true } };
  await expect(shop.checkout(customer, shop.prices.pro, tax)).rejects.toMatchObject({
    code: "customer_tax_location_invalid",
  });
  const allowed = {
    ...tax,
    customer_update: { address: "auto", name: "auto" },
    tax_id_collection: { enabled: true },
  };
  await expect(shop.checkout(customer, shop.prices.pro, allowed)).resolves.toMatchObject({
    automatic_tax: { enabled: true },
  });
});

test("a test clock goes at most two intervals at a time", async () => {
  await using shop = await openShop();
  const { testClocks } = shop.stripe.testHelpers;
  const clock = await testClocks.create({ frozen_time: start });
  const customer = await shop.stripe.customers.create({
    test_clock: clock.id,
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  const made = await shop.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: shop.prices.pro }],
  });
  expect(made).toMatchObject({ status: "active", test_clock: clock.id });
  await expect(testClocks.advance(clock.id, { frozen_time: start + 90 * day })).rejects.toThrow(
    "two intervals",
  );
  await testClocks.advance(clock.id, { frozen_time: start + 32 * day });
  await expect.poll(async () => (await testClocks.retrieve(clock.id)).status).toBe("ready");
  expect((await shop.stripe.invoices.list({ customer: customer.id })).data).toHaveLength(2);
});
