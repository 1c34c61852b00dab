import type Stripe from "stripe";
import { systemDb } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError } from "#server/core/errors.ts";
import { readLimits } from "#server/plans/index.ts";
import { type Account, findAccount } from "./account.ts";
import { catalog, lookupKey } from "./catalog.ts";
import { livingStatuses, type PortalFlow } from "./schemas.ts";
import { assertServed, seatsFor } from "./start-checkout.ts";
import { askStripe } from "./stripe.ts";

type FlowData = Stripe.BillingPortal.SessionCreateParams.FlowData;

const noSubscription = () =>
  new DomainError(
    "conflict",
    "billing.no_subscription",
    "This workspace has no subscription that could be changed. Choose a plan first.",
  );

function livingSubscription(account: Account): string {
  const { subscriptionId, status } = account;
  if (!subscriptionId || !status || !livingStatuses.has(status)) throw noSubscription();
  return subscriptionId;
}

async function flowOf(
  client: Stripe,
  account: Account,
  flow: PortalFlow,
  back: string,
): Promise<FlowData | undefined> {
  const after_completion = { type: "redirect", redirect: { return_url: back } } as const;
  if (flow.kind === "manage") return undefined;
  if (flow.kind === "card") return { type: "payment_method_update", after_completion };
  const subscription = livingSubscription(account);
  if (flow.kind === "cancel") {
    return { type: "subscription_cancel", subscription_cancel: { subscription }, after_completion };
  }
  const { items } = await client.subscriptions.retrieve(subscription);
  const { prices } = await catalog();
  const item = {
    id: items.data[0]?.id ?? "",
    price: prices.get(lookupKey(flow.plan, flow.interval)) ?? "",
    quantity: seatsFor(flow.plan, flow.seats) ?? 1,
  };
  return {
    type: "subscription_update_confirm",
    subscription_update_confirm: { subscription, items: [item] },
    after_completion,
  };
}

/**
 * Opens Stripe's own pages for the subscription: all of it, another card, cancelling, or confirming a change of plan.
 * The address lets anybody in who has it, so it is never logged.
 * @throws DomainError conflict `billing.no_subscription`, conflict `billing.moltflow_serves_less`, invalid
 *   `billing.seats`, and what `askStripe` throws
 */
export async function openPortal(
  { workspaceId, slug }: { workspaceId: string; slug: string },
  flow: PortalFlow,
  actor: Actor,
): Promise<{ url: string }> {
  const { account, limits } = await inTenant(workspaceId, async (tx) => ({
    account: await findAccount(tx, workspaceId),
    limits: (await readLimits(tx, workspaceId)).limits,
  }));
  const customer = account?.customerId;
  if (!account || !customer) throw noSubscription();
  if (flow.kind === "change") assertServed(limits, flow.plan, flow.acceptsLess);
  const back = `${env().PUBLIC_URL}/w/${slug}/settings/billing?from=portal`;
  const { url } = await askStripe(async (client) => {
    const flow_data = await flowOf(client, account, flow, back);
    const { portal } = await catalog();
    return client.billingPortal.sessions.create({
      ...{ customer, configuration: portal, return_url: back },
      ...(flow_data && { flow_data }),
    });
  });
  await record(systemDb(), {
    ...{ workspaceId, actor, action: "billing.portal", target: workspaceId },
    details: { flow: flow.kind },
  });
  return { url };
}
