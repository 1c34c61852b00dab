import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type Stripe from "stripe";
import { systemDb } from "#db/client.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { type PlanId, plans, readLimits, trialDays, type WorkspaceLimits } from "#server/plans/index.ts";
import { ensureCustomer, findAccount } from "./account.ts";
import { catalog, forgetCatalog, lookupKey } from "./catalog.ts";
import { livingStatuses, type StartCheckoutInput } from "./schemas.ts";
import { askStripe, isRefused } from "./stripe.ts";
import { syncBilling } from "./sync-billing.ts";

/** Nobody is sold more than the connected MoltFlow account serves without having been told. */
export function assertServed(limits: WorkspaceLimits["limits"], plan: PlanId, acceptsLess: boolean): void {
  const served = limits.requestsPerMinute.moltflow;
  const sold = plans[plan].limits.requestsPerMinute;
  if (served === null || served >= sold || acceptsLess) return;
  throw new DomainError(
    "conflict",
    "billing.moltflow_serves_less",
    `${plan} has ${sold} requests a minute, and the connected MoltFlow account serves ${served}. Choose a bigger MoltFlow plan first, or confirm that you want ours all the same.`,
    { params: { plan, sold, served } },
  );
}

/** Seats that are bought: at least one for everybody who is there already. */
export function seatsFor(plan: PlanId, wanted: number): number | null {
  const { perSeat, limits } = plans[plan];
  if (!perSeat) return null;
  if (wanted >= 1 && wanted <= limits.members) return wanted;
  throw new DomainError(
    "invalid",
    "billing.seats",
    `This plan has 1 to ${limits.members} seats. Choose a number between.`,
    { params: { most: limits.members } },
  );
}

type Purchase = {
  workspaceId: string;
  slug: string;
  customer: string;
  hasTrial: boolean;
} & StartCheckoutInput;

async function paramsOf({ workspaceId, slug, customer, hasTrial, ...input }: Purchase) {
  const { plan, interval, seats } = input;
  const { prices } = await catalog();
  const page = `${env().PUBLIC_URL}/w/${slug}/settings/billing`;
  const metadata = { workspace: workspaceId };
  return {
    mode: "subscription",
    customer,
    client_reference_id: workspaceId,
    line_items: [
      { price: prices.get(lookupKey(plan, interval)) ?? "", quantity: seatsFor(plan, seats) ?? 1 },
    ],
    // Not encoded: Stripe puts the id in place of exactly these characters.
    success_url: `${page}?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${page}?checkout=left`,
    allow_promotion_codes: true,
    ...(env().STRIPE_TAX && {
      automatic_tax: { enabled: true },
      tax_id_collection: { enabled: true },
      // With an existing customer Stripe demands to know that it may write these.
      customer_update: { name: "auto", address: "auto" },
    }),
    metadata,
    subscription_data: { metadata, ...(hasTrial && { trial_period_days: trialDays }) },
  } as const satisfies Stripe.Checkout.SessionCreateParams;
}

/** The page that is open for the same purchase; all others are closed, so that only one can be paid. */
async function reuseOrClose(client: Stripe, customer: string, mark: string): Promise<string | null> {
  const { data } = await client.checkout.sessions.list({ customer, status: "open", limit: 100 });
  const same = data.find(({ metadata, url }) => metadata?.mark === mark && url);
  for (const { id } of data) if (id !== same?.id) await client.checkout.sessions.expire(id);
  return same?.url ?? null;
}

async function createSession(client: Stripe, purchase: Purchase): Promise<string> {
  const params = await paramsOf(purchase);
  const mark = createHash("sha256").update(JSON.stringify(params)).digest("hex").slice(0, 32);
  const open = await reuseOrClose(client, purchase.customer, mark);
  if (open) return open;
  const { url } = await client.checkout.sessions.create({
    ...params,
    metadata: { ...params.metadata, mark },
  });
  return url ?? "";
}

/** A price may have been taken away at Stripe since this process read the catalog; then it is read once more. */
async function withCatalog<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefused(error)) throw error;
    forgetCatalog();
    return work();
  }
}

/**
 * Begins to buy a plan. Two tabs that buy the same get the same page; another purchase closes the pages before it.
 * @returns the address of Stripe's page
 * @throws DomainError conflict `billing.subscribed` (change the plan instead), conflict `billing.moltflow_serves_less`,
 *   invalid `billing.seats`, and what `askStripe` throws
 */
export async function startCheckout(
  { workspaceId, slug }: { workspaceId: string; slug: string },
  input: StartCheckoutInput,
  actor: Actor,
): Promise<{ url: string }> {
  const customer = await askStripe(() => ensureCustomer(workspaceId));
  // A payment in another tab may have arrived at Stripe and not here.
  await askStripe(() => syncBilling(customer, actor));
  const url = await askStripe((client) =>
    systemDb().transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`checkout ${workspaceId}`}, 0))`);
      const account = await findAccount(tx, workspaceId);
      if (account?.status && livingStatuses.has(account.status)) throw alreadySubscribed();
      const { limits } = await readLimits(tx, workspaceId);
      assertServed(limits, input.plan, input.acceptsLess);
      const hasTrial = account?.trialUsedAt === null;
      const page = await withCatalog(() =>
        createSession(client, { workspaceId, slug, customer, hasTrial, ...input }),
      );
      const { plan, interval, seats } = input;
      await record(tx, {
        ...{ workspaceId, actor, action: "billing.checkout", target: workspaceId },
        details: { plan, interval, seats },
      });
      return page;
    }),
  );
  return { url };
}

const alreadySubscribed = () =>
  new DomainError(
    "conflict",
    "billing.subscribed",
    "This workspace has a subscription already. Change its plan instead of buying another one.",
  );
