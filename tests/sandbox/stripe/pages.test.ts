import { expect, test } from "vitest";
import { day, type OpenShop, openShop, start } from "./support.ts";

async function page(url: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
}

async function submit(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
    headers,
  });
  return { status: response.status, to: response.headers.get("location"), text: await response.text() };
}

async function openPortal(shop: OpenShop, customer: string, flow?: object) {
  const { billingPortal } = shop.stripe;
  const wish = { customer, configuration: shop.configuration, return_url: "http://localhost:3000/billing" };
  return (await billingPortal.sessions.create({ ...wish, ...flow })).url;
}

test("the pay page says what is bought, what is due and that nothing is charged", async () => {
  await using shop = await openShop();
  const customer = await shop.customer();
  const { url } = await shop.checkout(customer, shop.prices.pro, {
    line_items: [{ price: shop.prices.pro, quantity: 3 }],
  });
  const { text } = await page(url ?? "");
  for (const words of [
    "no card is charged",
    "Subscribe to Pro",
    "$147.00",
    "3 × $49.00",
    "Pay $147.00",
    "Back without paying",
  ]) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain("<script");
  const trial = await shop.checkout(customer, shop.prices.pro, {
    payment_method_collection: "if_required",
    subscription_data: { trial_period_days: 14 },
  });
  const free = await page(trial.url ?? "");
  for (const words of ["Free until 15 Jan 2026", "No card is needed now", "Start trial", "$0.00"])
    expect(free.text).toContain(words);
  expect(await submit(trial.url ?? "", { email: "a@example.com" })).toMatchObject({ status: 303 });
  expect((await shop.stripe.subscriptions.list({ customer, status: "trialing" })).data[0]).toMatchObject({
    default_payment_method: null,
  });
});

test("a declined card is told on the page; a good one goes to the success address, the second click too", async () => {
  await using shop = await openShop();
  const customer = await shop.customer();
  const session = await shop.checkout(customer, shop.prices.pro);
  const url = session.url ?? "";
  const declined = await submit(url, { card: "4000 0000 0000 9995" });
  expect(declined.status).toBe(402);
  expect(declined.text).toContain('role="alert">Your card has insufficient funds.');
  expect((await submit(url, { card: "1234" })).text).toContain("1234 is no test card");
  const done = { status: 303, to: `http://localhost:3000/done?session=${session.id}` };
  expect(await submit(url, { card: "4242 4242 4242 4242" })).toMatchObject(done);
  expect(await submit(url, { card: "4242 4242 4242 4242" })).toMatchObject(done);
  expect((await page(url)).text).toContain("This is paid already");
  expect((await shop.stripe.subscriptions.list({ customer })).data).toHaveLength(1);
});

test("a page of another site cannot pay, nor move the clock", async () => {
  await using shop = await openShop();
  const session = await shop.checkout(await shop.customer(), shop.prices.pro);
  const foreign = { Origin: "https://evil.example" };
  expect((await submit(session.url ?? "", { card: "4242424242424242" }, foreign)).status).toBe(403);
  expect((await submit(`${shop.url}/_stripe/do/advance`, { fields: '{"days":1}' }, foreign)).status).toBe(
    403,
  );
  expect((await submit(`${shop.url}/_stripe/api/reset`, {}, foreign)).status).toBe(403);
  expect(shop.control.now()).toBe(start);
});

test("the portal: switch, seats, cancel, keep, a new card, invoices", async () => {
  await using shop = await openShop();
  const { customer, subscription } = await shop.subscriber(shop.prices.starter);
  const url = await openPortal(shop, customer);
  const shown = await page(url);
  for (const words of [
    "Starter, $19.00 a month",
    "Renews on 1 Feb 2026",
    "visa ending in 4242",
    "-0001",
    "Return to Moltdesk",
  ]) {
    expect(shown.text).toContain(words);
  }
  const press = (act: string, fields: Record<string, string> = {}) =>
    submit(url, { do: act, subscription, ...fields });
  expect(await press("switch", { price: shop.prices.pro, quantity: "2" })).toMatchObject({
    status: 303,
    to: expect.stringContaining("did=switch"),
  });
  const switched = await shop.stripe.subscriptions.retrieve(subscription);
  expect(switched.items.data[0]).toMatchObject({ quantity: 2, price: { id: shop.prices.pro } });
  await press("cancel");
  expect((await page(url)).text).toContain("Ends on 1 Feb 2026");
  await press("keep");
  expect((await page(url)).text).toContain("Renews on 1 Feb 2026");
  const bad = await press("card", { card: "4000000000000002" });
  expect([bad.status, bad.text]).toEqual([402, expect.stringContaining("Your card was declined.")]);
  await press("card", { card: "5555555555554444" });
  expect((await page(url)).text).toContain("mastercard ending in 4444");
  const other = await shop.subscriber(shop.prices.starter);
  expect((await press("cancel", { subscription: other.subscription })).text).toContain(
    "not your subscription",
  );
});

test("a flow asks one thing, shows what it costs, and returns to the program", async () => {
  await using shop = await openShop();
  const { customer, subscription, item } = await shop.subscriber(shop.prices.starter);
  const after_completion = { type: "redirect", redirect: { return_url: "http://localhost:3000/back" } };
  const confirm = await openPortal(shop, customer, {
    flow_data: {
      type: "subscription_update_confirm",
      after_completion,
      subscription_update_confirm: {
        subscription,
        items: [{ id: item, price: shop.prices.pro, quantity: 1 }],
      },
    },
  });
  const shown = await page(confirm);
  for (const words of ["Confirm the change", "-$19.00", "$49.00", "Amount due", "$30.00"])
    expect(shown.text).toContain(words);
  expect(
    await submit(confirm, { do: "switch", subscription, price: shop.prices.pro, quantity: "1" }),
  ).toMatchObject({
    status: 303,
    to: "http://localhost:3000/back",
  });
  const cancel = await openPortal(shop, customer, {
    flow_data: { type: "subscription_cancel", after_completion, subscription_cancel: { subscription } },
  });
  expect((await page(cancel)).text).toContain("It stays until 1 Feb 2026");
  await submit(cancel, { do: "cancel", subscription });
  expect(await shop.stripe.subscriptions.retrieve(subscription)).toMatchObject({
    cancel_at_period_end: false,
  });
  const card = await openPortal(shop, customer, {
    flow_data: { type: "payment_method_update", after_completion },
  });
  expect((await page(card)).text).toContain("Save a new card");
  await expect(
    openPortal(shop, customer, {
      flow_data: {
        type: "subscription_update_confirm",
        subscription_update_confirm: { subscription, items: [{ id: item, price: shop.prices.pro }] },
      },
    }),
  ).rejects.toThrow("would change nothing");
});

test("the control page moves time and shows what happened; its buttons are the control API", async () => {
  await using shop = await openShop();
  await shop.subscriber(shop.prices.pro);
  const home = `${shop.url}/_stripe`;
  expect((await page(home)).text).toContain("checkout.session.completed");
  expect(await submit(`${home}/do/advance`, { fields: '{"days":31}' })).toMatchObject({ status: 303 });
  expect(shop.control.now()).toBe(start + 31 * day);
  expect((await page(home)).text).toContain("2026-02-01 00:00");
  expect((await submit(`${home}/do/advance`, { fields: '{"years":1}' })).status).toBe(400);
  await submit(`${home}/do/fault`, { fields: "{}", route: "GET /v1/customers", status: "500", times: "1" });
  await expect(shop.client("sk_test_x", { maxNetworkRetries: 0 }).customers.list()).rejects.toMatchObject({
    statusCode: 500,
  });
  const lost = await fetch(`${shop.url}/pay/cs_gone`, { headers: { Accept: "text/html" } });
  expect([lost.status, await lost.text()]).toEqual([
    404,
    expect.stringContaining("There is nothing at this address"),
  ]);
});

test("the control API over HTTP does what the object does", async () => {
  await using shop = await openShop();
  const call = async (name: string, body?: object) => {
    const response = await fetch(`${shop.url}/_stripe/api/${name}`, {
      method: body ? "POST" : "GET",
      body: body && JSON.stringify(body),
    });
    return { status: response.status, json: await response.json() };
  };
  const session = await shop.checkout(await shop.customer(), shop.prices.pro);
  expect(await call("pay", { session: session.id, card: "4000000000000002" })).toMatchObject({
    json: { declined: "Your card was declined." },
  });
  expect(await call("pay", { session: session.id })).toMatchObject({ json: { declined: null } });
  expect(await call("advance", { days: 2 })).toEqual({ status: 200, json: { now: start + 2 * day } });
  expect((await call("events")).json.at(-1)).toMatchObject({ type: "checkout.session.completed" });
  expect(await call("state")).toMatchObject({ json: { now: start + 2 * day } });
  expect(await call("pay", { session: session.id })).toMatchObject({ status: 400 });
  expect(await call("dance", {})).toMatchObject({ status: 404 });
  expect(await call("hold", { extra: true })).toMatchObject({ status: 400 });
  await call("reset", {});
  expect((await call("events")).json).toEqual([]);
});
