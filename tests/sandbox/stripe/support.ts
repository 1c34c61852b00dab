import { createServer } from "node:http";
import { Stripe } from "stripe";
import { type StripeSandboxOptions, startStripeSandbox } from "#sandbox/stripe/server.ts";

/** 1 January 2026, 00:00 UTC: where the clock of the tests stands until they move it. */
export const start = Date.UTC(2026, 0, 1) / 1000;
export const day = 86_400;

export function at(iso: string): number {
  return Date.parse(iso) / 1000;
}

/** A receiver that checks each webhook with the SDK, keeps it, and answers as told. */
export async function openReceiver(secret = "whsec_test") {
  const received: Stripe.Event[] = [];
  const raw: { body: string; signature: string }[] = [];
  const refused: string[] = [];
  let answers: number[] = [];
  const stripe = new Stripe("sk_test_receiver");
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const signature = String(request.headers["stripe-signature"]);
      raw.push({ body, signature });
      const status = answers.shift() ?? 200;
      try {
        const event = stripe.webhooks.constructEvent(body, signature, secret);
        if (status === 200) received.push(event);
      } catch (error) {
        refused.push(String(error));
      }
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver listens on no port.");
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    secret,
    received,
    raw,
    refused,
    types: () => received.map(({ type }) => type),
    /** Answers of the next deliveries, in order; 200 after them. */
    answerWith(...statuses: number[]) {
      answers = statuses;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A stand-in on a free port, with the real SDK pointed at it; it closes itself (`await using`). */
export async function openStripe(options: StripeSandboxOptions = {}) {
  const running = await startStripeSandbox({ port: 0, clock: start, webhookRetryBaseMs: 5, ...options });
  const { host, port } = { host: "127.0.0.1", port: running.port };
  const stripe = new Stripe(running.key, { host, port, protocol: "http" });
  let seen = 0;
  return {
    ...running,
    stripe,
    client: (key: string, config: Stripe.StripeConfig = {}) =>
      new Stripe(key, { host, port, protocol: "http", ...config }),
    /** The types of the events since the last time this was asked. */
    events() {
      const types = running.control.events().map(({ type }) => type);
      const fresh = types.slice(seen);
      seen = types.length;
      return fresh;
    },
    async [Symbol.asyncDispose]() {
      await running.close();
    },
  };
}
export type OpenStripe = Awaited<ReturnType<typeof openStripe>>;

/** Two plans, monthly and yearly, and a portal that lets customers do everything. */
export async function openShop(options: StripeSandboxOptions = {}) {
  const opened = await openStripe(options);
  const { stripe } = opened;
  const price = async (
    product: string,
    lookup_key: string,
    unit_amount: number,
    interval: "month" | "year",
  ) =>
    (
      await stripe.prices.create({
        product,
        lookup_key,
        unit_amount,
        currency: "usd",
        recurring: { interval },
      })
    ).id;
  const starter = await stripe.products.create({ name: "Starter", metadata: { plan: "starter" } });
  const pro = await stripe.products.create({ name: "Pro", metadata: { plan: "pro" } });
  const prices = {
    starter: await price(starter.id, "starter_monthly", 1_900, "month"),
    pro: await price(pro.id, "pro_monthly", 4_900, "month"),
    proYearly: await price(pro.id, "pro_yearly", 49_000, "year"),
  };
  const configuration = await stripe.billingPortal.configurations.create({
    features: {
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, mode: "at_period_end" },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price", "quantity"],
        proration_behavior: "always_invoice",
        products: [
          { product: starter.id, prices: [prices.starter] },
          { product: pro.id, prices: [prices.pro, prices.proYearly] },
        ],
      },
    },
  });
  opened.events();
  return {
    ...opened,
    products: { starter: starter.id, pro: pro.id },
    prices,
    configuration: configuration.id,
    async customer(card?: string) {
      const made = await stripe.customers.create({
        email: "ada@example.com",
        name: "Ada",
        payment_method: card,
      });
      const [method] = (await stripe.paymentMethods.list({ customer: made.id })).data;
      if (method) {
        await stripe.customers.update(made.id, { invoice_settings: { default_payment_method: method.id } });
      }
      opened.events();
      return made.id;
    },
    /** A session as the product makes it. */
    checkout(customer: string, price: string, wish: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
      return stripe.checkout.sessions.create({
        mode: "subscription",
        customer,
        line_items: [{ price, quantity: 1 }],
        client_reference_id: "workspace",
        success_url: "http://localhost:3000/done?session={CHECKOUT_SESSION_ID}",
        cancel_url: "http://localhost:3000/plans",
        ...wish,
      });
    },
    /** A customer who has paid for a plan with a good card. */
    async subscriber(price: string, wish: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
      const { id: customer } = await stripe.customers.create({ email: "ada@example.com", name: "Ada" });
      const session = await this.checkout(customer, price, wish);
      opened.control.pay(session.id);
      const [subscription] = (await stripe.subscriptions.list({ customer })).data;
      const item = subscription?.items.data[0];
      if (!subscription || !item) throw new Error("Paying made no subscription.");
      opened.events();
      return { customer, subscription: subscription.id, item: item.id };
    },
  };
}
export type OpenShop = Awaited<ReturnType<typeof openShop>>;
