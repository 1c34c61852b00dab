import type Stripe from "stripe";
import { singleton } from "#server/core/singleton.ts";
import {
  type BillingInterval,
  billingIntervals,
  isPlanId,
  type PlanId,
  planIds,
  plans,
} from "#server/plans/index.ts";
import { stripe } from "./stripe.ts";

/** Marks, on products, prices and the portal's configuration, what is ours and of which plan. */
const planMark = "moltdesk_plan";
const portalMark = "moltdesk_portal";
const currency = "usd";

export const lookupKey = (plan: PlanId, interval: BillingInterval): string => `moltdesk_${plan}_${interval}`;

const productId = (plan: PlanId): string => `moltdesk_${plan}`;
const soldPlans = planIds.filter((id) => plans[id].price !== null);
const nameOf = (plan: PlanId) => `Moltdesk ${plan[0]?.toUpperCase()}${plan.slice(1)}`;

/**
 * The plan that a price is for: by the mark, which retired prices keep, else by its lookup key. Null for a price that is
 * none of ours.
 */
export function planOfPrice(price: Pick<Stripe.Price, "lookup_key" | "metadata">): PlanId | null {
  const marked = price.metadata[planMark] ?? price.lookup_key?.match(/^moltdesk_(.+)_(?:month|year)$/)?.[1];
  return marked !== undefined && isPlanId(marked) ? marked : null;
}

async function syncProduct(client: Stripe, plan: PlanId): Promise<void> {
  const wanted = { name: nameOf(plan), metadata: { [planMark]: plan } };
  const { data } = await client.products.list({ ids: [productId(plan)] });
  if (data.length === 0) await client.products.create({ id: productId(plan), ...wanted });
  else await client.products.update(productId(plan), { ...wanted, active: true });
}

/** Prices are immutable: a new amount is a new price that takes over the lookup key; the old one stays mapped. */
async function syncPrice(client: Stripe, plan: PlanId, interval: BillingInterval): Promise<"kept" | "made"> {
  const amount = plans[plan].price?.[interval] ?? 0;
  const key = lookupKey(plan, interval);
  const { data } = await client.prices.list({ lookup_keys: [key], active: true });
  const [found] = data;
  if (found?.unit_amount === amount && found.metadata[planMark] === plan) return "kept";
  await client.prices.create({
    ...{ product: productId(plan), currency, unit_amount: amount, recurring: { interval } },
    ...{ lookup_key: key, transfer_lookup_key: true, metadata: { [planMark]: plan } },
  });
  if (found) await client.prices.update(found.id, { active: false });
  return "made";
}

async function portalFeatures(
  client: Stripe,
): Promise<Stripe.BillingPortal.ConfigurationCreateParams.Features> {
  const prices = await readPrices(client);
  const products = soldPlans.map((plan) => ({
    product: productId(plan),
    prices: billingIntervals.map((interval) => prices.get(lookupKey(plan, interval)) ?? ""),
    ...(plans[plan].perSeat && {
      adjustable_quantity: { enabled: true, minimum: 1, maximum: plans[plan].limits.members },
    }),
  }));
  return {
    customer_update: { enabled: true, allowed_updates: ["email", "name", "address", "tax_id"] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: { enabled: true, mode: "at_period_end" },
    subscription_update: {
      enabled: true,
      default_allowed_updates: ["price", "quantity", "promotion_code"],
      products,
      proration_behavior: "always_invoice",
      // Less is had at once only where nothing was paid for it: otherwise people would buy, use and give back.
      schedule_at_period_end: {
        conditions: [{ type: "decreasing_item_amount" }, { type: "shortening_interval" }],
      },
    },
  };
}

/** Ours is found by its mark, so that there is one and not one a visit. */
async function findPortal(client: Stripe): Promise<string | null> {
  const { data } = await client.billingPortal.configurations.list({ active: true, limit: 100 });
  return data.find(({ metadata }) => metadata?.[portalMark] === "1")?.id ?? null;
}

async function syncPortal(client: Stripe): Promise<string> {
  const features = await portalFeatures(client);
  const found = await findPortal(client);
  const { id } = found
    ? await client.billingPortal.configurations.update(found, { features })
    : await client.billingPortal.configurations.create({ features, metadata: { [portalMark]: "1" } });
  return id;
}

async function readPrices(client: Stripe): Promise<Map<string, string>> {
  const keys = soldPlans.flatMap((plan) => billingIntervals.map((interval) => lookupKey(plan, interval)));
  const { data } = await client.prices.list({ lookup_keys: keys, active: true, limit: 100 });
  return new Map(data.map(({ lookup_key, id }) => [lookup_key ?? "", id]));
}

type Catalog = { prices: Map<string, string>; portal: string };
type Kept = { catalog: Promise<Catalog> | null };
const kept = () => singleton<Kept>("billing.catalog", () => ({ catalog: null }));

/** Makes products, prices and the portal's configuration what the plans say. @returns how many prices are new */
export async function syncCatalog(client = stripe()): Promise<{ prices: number; portal: string }> {
  let made = 0;
  for (const plan of soldPlans) {
    await syncProduct(client, plan);
    for (const interval of billingIntervals) {
      if ((await syncPrice(client, plan, interval)) === "made") made += 1;
    }
  }
  const portal = await syncPortal(client);
  kept().catalog = null;
  return { prices: made, portal };
}

async function readCatalog(client: Stripe): Promise<Catalog> {
  const prices = await readPrices(client);
  const portal = await findPortal(client);
  if (portal && prices.size === soldPlans.length * billingIntervals.length) return { prices, portal };
  // An account that nobody set up yet: a newcomer's first checkout works all the same.
  const synced = await syncCatalog(client);
  return { prices: await readPrices(client), portal: synced.portal };
}

/** Ids of the prices by lookup key, and of the portal's configuration; asked once a process. */
export function catalog(): Promise<Catalog> {
  const memory = kept();
  memory.catalog ??= readCatalog(stripe()).catch((error: unknown) => {
    memory.catalog = null;
    throw error;
  });
  return memory.catalog;
}

/** Forgets what was read: Stripe no longer knows a price of it. */
export function forgetCatalog(): void {
  kept().catalog = null;
}
