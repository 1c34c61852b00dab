import { expect, test } from "vitest";
import { openShop, openStripe } from "./support.ts";

async function raw(url: string, path: string, init: RequestInit & { key?: string } = {}) {
  const { key = "sk_test_raw", ...rest } = init;
  const headers = { Authorization: `Bearer ${key}`, ...rest.headers };
  const response = await fetch(`${url}${path}`, { ...rest, headers });
  return { status: response.status, headers: response.headers, json: await response.json() };
}
const form = (body: string, headers: Record<string, string> = {}) => ({
  method: "POST",
  body,
  headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
});

test("only keys of test mode are let in", async () => {
  await using opened = await openStripe();
  for (const key of ["sk_live_real", "rk_live_real", "pk_test_public", "nonsense", ""]) {
    const reply = await raw(opened.url, "/v1/customers", { key });
    expect({ key, status: reply.status }).toEqual({ key, status: 401 });
    expect(reply.json.error.type).toBe("invalid_request_error");
  }
  await expect(opened.client("sk_live_real").customers.list()).rejects.toMatchObject({
    type: "StripeAuthenticationError",
  });
  expect((await raw(opened.url, "/v1/customers", { key: "rk_test_restricted" })).status).toBe(200);
  const basic = `Basic ${Buffer.from("sk_test_basic:").toString("base64")}`;
  expect((await fetch(`${opened.url}/v1/customers`, { headers: { Authorization: basic } })).status).toBe(200);
});

test("an address that is not served is refused with a body the SDK takes for an error", async () => {
  await using opened = await openStripe();
  await expect(opened.stripe.coupons.list()).rejects.toMatchObject({
    statusCode: 404,
    type: "StripeInvalidRequestError",
  });
  await expect(opened.stripe.customers.retrieve("cus_none")).rejects.toMatchObject({
    statusCode: 404,
    code: "resource_missing",
    param: "id",
    message: "No such customer: 'cus_none'",
  });
  expect(await raw(opened.url, "/nowhere")).toMatchObject({
    status: 404,
    json: { error: { type: "invalid_request_error" } },
  });
});

test("parameters: unknown, missing, malformed, empty", async () => {
  await using shop = await openShop();
  const { stripe } = shop;
  const refusal = async (work: Promise<unknown>) =>
    work.then(
      () => "accepted",
      ({ code, param }: { code?: string; param?: string }) => [code, param],
    );
  const post = async (path: string, body: string) => {
    const { json } = await raw(shop.url, path, form(body));
    return [json.error.code, json.error.param];
  };
  expect(await post("/v1/customers", "emial=a")).toEqual(["parameter_unknown", "emial"]);
  expect(await post("/v1/checkout/sessions", "payment_method_types[0]=card&mode=subscription")).toEqual([
    "parameter_unknown",
    "payment_method_types",
  ]);
  expect(await post("/v1/subscriptions", "customer=cus_x&items[0][prise]=a")).toEqual([
    "parameter_unknown",
    "items[0][prise]",
  ]);
  expect(await post("/v1/prices", "unit_amount=5")).toEqual(["parameter_missing", "currency"]);
  expect(await post("/v1/prices", "unit_amount=5.5&currency=usd")).toEqual([
    "parameter_invalid_integer",
    "unit_amount",
  ]);
  expect(await post("/v1/products", "name=")).toEqual(["parameter_invalid_empty", "name"]);
  expect(
    await refusal(stripe.subscriptions.create({ customer: "cus_gone", items: [{ price: shop.prices.pro }] })),
  ).toEqual(["resource_missing", "customer"]);
  const mode = await raw(shop.url, "/v1/checkout/sessions", form("mode=gift"));
  expect(mode.json.error).toMatchObject({
    message: "Invalid mode: must be one of subscription",
    param: "mode",
  });
  const json = await raw(shop.url, "/v1/customers", {
    method: "POST",
    body: "{}",
    headers: { "Content-Type": "application/json" },
  });
  expect(json.json.error.message).toContain("application/x-www-form-urlencoded");
  expect((await raw(shop.url, "/v1/customers", form("metadata[a=1"))).status).toBe(400);
});

test("metadata is merged; an empty value deletes its key, an empty whole deletes all", async () => {
  await using opened = await openStripe();
  const { customers } = opened.stripe;
  const { id } = await customers.create({ metadata: { workspace: "w1", "0": "zero" } });
  await customers.update(id, { metadata: { plan: "pro" } });
  const merged = await customers.update(id, { metadata: { workspace: "" } });
  expect(merged.metadata).toEqual({ "0": "zero", plan: "pro" });
  expect((await customers.update(id, { metadata: "" })).metadata).toEqual({});
});

test("every answer has a request id and repeats the version", async () => {
  await using opened = await openStripe();
  const customer = await opened.stripe.customers.create({ email: "a@example.com" });
  expect(customer.lastResponse.requestId).toMatch(/^req_/);
  expect(customer.lastResponse.apiVersion).toBe("2026-10-28.endive");
  const old = await raw(opened.url, "/v1/customers", { headers: { "Stripe-Version": "2024-06-20" } });
  expect(old.headers.get("stripe-version")).toBe("2024-06-20");
  const [event] = (await opened.stripe.events.list()).data;
  expect(event?.request).toEqual({
    id: customer.lastResponse.requestId,
    idempotency_key: expect.stringContaining("stripe-node"),
  });
});

test("lists: newest first, in pages, forwards and backwards", async () => {
  await using opened = await openStripe();
  const { customers } = opened.stripe;
  const made: string[] = [];
  for (let count = 0; count < 25; count += 1)
    made.unshift((await customers.create({ name: `n${count}` })).id);
  const first = await customers.list();
  expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 10));
  expect(first).toMatchObject({ object: "list", has_more: true, url: "/v1/customers" });
  const last = await customers.list({ limit: 10, starting_after: made[19] });
  expect([last.data.map(({ id }) => id), last.has_more]).toEqual([made.slice(20), false]);
  const back = await customers.list({ limit: 5, ending_before: made[10] });
  expect([back.data.map(({ id }) => id), back.has_more]).toEqual([made.slice(5, 10), true]);
  const all: string[] = [];
  for await (const customer of customers.list({ limit: 7 })) all.push(customer.id);
  expect(all).toEqual(made);
  await expect(customers.list({ limit: 101 })).rejects.toMatchObject({ param: "limit" });
  await expect(customers.list({ starting_after: "cus_none" })).rejects.toMatchObject({
    code: "resource_missing",
  });
});

test("expand: up to four levels, lists through data, only what is an object", async () => {
  await using shop = await openShop();
  const { customer, subscription } = await shop.subscriber(shop.prices.pro);
  const { subscriptions, checkout, customers } = shop.stripe;
  const deep = await subscriptions.retrieve(subscription, {
    expand: ["customer", "latest_invoice.payments", "items.data.price.product", "default_payment_method"],
  });
  expect(deep).toMatchObject({
    customer: { id: customer, object: "customer" },
    latest_invoice: { payments: { data: [{ object: "invoice_payment" }] } },
    items: { data: [{ price: { product: { name: "Pro" } } }] },
    default_payment_method: { card: { last4: "4242" } },
  });
  const list = await subscriptions.list({ customer, expand: ["data.latest_invoice"] });
  expect(list.data[0]?.latest_invoice).toMatchObject({ object: "invoice" });
  const [session] = (await checkout.sessions.list({ expand: ["data.line_items"] })).data;
  expect(session?.line_items?.data[0]).toMatchObject({ price: { id: shop.prices.pro }, quantity: 1 });
  expect(await customers.retrieve(customer, { expand: ["subscriptions"] })).toMatchObject({
    subscriptions: { data: [{ id: subscription }] },
  });
  await expect(subscriptions.list({ expand: ["data.items.data.price.product"] })).rejects.toThrow(
    "You cannot expand more than 4 levels of a property. Property: data.items.data.price.product",
  );
  await expect(subscriptions.list({ expand: ["customer"] })).rejects.toThrow(
    "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead.",
  );
  for (const path of ["status", "plan_of_mine", "latest_invoice.number"]) {
    await expect(subscriptions.retrieve(subscription, { expand: [path] })).rejects.toThrow(
      `This property cannot be expanded (${path}).`,
    );
  }
});

test("an idempotency key: the same request is answered again, another one is refused", async () => {
  await using shop = await openShop();
  const { customers } = shop.stripe;
  const key = { idempotencyKey: "ws_1" };
  const one = await customers.create({ email: "a@example.com" }, key);
  const again = await customers.create({ email: "a@example.com" }, key);
  expect(again.id).toBe(one.id);
  expect(again.lastResponse.headers).toMatchObject({
    "idempotent-replayed": "true",
    "original-request": one.lastResponse.requestId,
  });
  expect((await customers.list()).data).toHaveLength(1);
  await expect(customers.create({ email: "b@example.com" }, key)).rejects.toMatchObject({
    type: "StripeIdempotencyError",
  });
});

test("what is refused before the work leaves its key free; what fails during it does not", async () => {
  await using shop = await openShop();
  const { customers, subscriptions } = shop.stripe;
  const bad = await raw(shop.url, "/v1/customers", form("nonsense=1", { "Idempotency-Key": "free" }));
  expect(bad.status).toBe(400);
  await expect(customers.create({ name: "Ada" }, { idempotencyKey: "free" })).resolves.toMatchObject({
    name: "Ada",
  });
  const customer = await shop.customer("pm_card_visa");
  shop.control.failNextCharges({ customer });
  const wish = { customer, items: [{ price: shop.prices.pro }], payment_behavior: "error_if_incomplete" };
  await expect(subscriptions.create(wish, { idempotencyKey: "late" })).rejects.toMatchObject({
    statusCode: 402,
  });
  // The card would pay now, but the stored answer stands.
  await expect(subscriptions.create(wish, { idempotencyKey: "late" })).rejects.toMatchObject({
    statusCode: 402,
  });
  await expect(subscriptions.create(wish)).resolves.toMatchObject({ status: "active" });
});

test("a connection that is cut after the work: the SDK asks again with its key, one customer is made", async () => {
  await using opened = await openStripe();
  opened.control.fault({ route: "POST /v1/customers", drop: "after", times: 1 });
  const made = await opened.stripe.customers.create({ email: "a@example.com" });
  expect((await opened.stripe.customers.list()).data.map(({ id }) => id)).toEqual([made.id]);
  const posts = opened.control.requests().filter(({ method }) => method === "POST");
  expect(posts.map(({ status }) => status)).toEqual([null, 200]);
});

test("faults: a status as told, so often as told, only where told", async () => {
  await using opened = await openStripe();
  const client = opened.client("sk_test_x", { maxNetworkRetries: 0 });
  opened.control.fault({ route: "POST /v1/customers*", status: 503, times: 1 });
  await expect(client.customers.create({})).rejects.toMatchObject({
    statusCode: 503,
    type: "StripeAPIError",
  });
  await expect(client.customers.list()).resolves.toBeTruthy();
  await expect(client.customers.create({})).resolves.toBeTruthy();
  opened.control.fault({ route: "/v1/", drop: "before" });
  await expect(client.customers.list()).rejects.toMatchObject({ type: "StripeConnectionError" });
  opened.control.clearFaults();
  await expect(client.customers.list()).resolves.toBeTruthy();
});
