import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { systemDb } from "#db/client.ts";
import { stripeEvents } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { isLive, stripe } from "./stripe.ts";
import { type SyncOutcome, syncBilling } from "./sync-billing.ts";

/** What Stripe reads in its log of deliveries. */
export type Receipt = {
  event: string;
  done: "synced" | "ignored" | "known" | "unknown_customer";
  plan?: string;
};

/** Events after which something may have changed; Stripe may send others, which are answered and left. */
export const usedEvents = [
  "checkout.session.completed",
  "checkout.session.expired",
  "customer.subscription.created",
  "customer.subscription.updated",
  "customer.subscription.deleted",
  "customer.subscription.paused",
  "customer.subscription.resumed",
  "customer.subscription.trial_will_end",
  "customer.deleted",
  "invoice.paid",
  "invoice.payment_failed",
  "invoice.voided",
] as const satisfies readonly Stripe.Event.Type[];
const used: ReadonlySet<string> = new Set(usedEvents);

const invalid = (reason: string, message: string) => new DomainError("invalid", reason, message);

/** Any of our secrets may have signed it: during a rotation there are two. */
function verify(body: string, signature: string | null): Stripe.Event {
  const secrets = env().STRIPE_WEBHOOK_SECRETS;
  if (secrets.length === 0) {
    throw new DomainError(
      "unavailable",
      "billing.no_webhook_secret",
      "STRIPE_WEBHOOK_SECRETS is not set, so no event of Stripe can be believed. Set it to the endpoint's secret.",
    );
  }
  for (const secret of secrets) {
    try {
      return stripe().webhooks.constructEvent(body, signature ?? "", secret.trim());
    } catch {
      // Signed with another one, or with none of ours: the last word is below.
    }
  }
  throw invalid(
    "billing.signature",
    "The signature fits none of the endpoint's secrets, or is too old, or this is no snapshot event.",
  );
}

/** The customer that an event is about; null for events about none. */
function customerOf({ data, type }: Stripe.Event): string | null {
  const object = data.object as { id?: string; customer?: string | { id: string } | null };
  if (type.startsWith("customer.") && !type.startsWith("customer.subscription")) return object.id ?? null;
  const { customer } = object;
  return (typeof customer === "string" ? customer : customer?.id) ?? null;
}

/** @returns whether the work for it was done before */
async function store(event: Stripe.Event, customerId: string | null): Promise<boolean> {
  const { id, type, livemode, api_version, created } = event;
  await systemDb()
    .insert(stripeEvents)
    .values({
      ...{ id, type, customerId, livemode, apiVersion: api_version },
      createdAt: new Date(created * 1000),
    })
    .onConflictDoNothing();
  const [known] = await systemDb()
    .select({ processedAt: stripeEvents.processedAt })
    .from(stripeEvents)
    .where(eq(stripeEvents.id, id));
  return known?.processedAt !== null && known !== undefined;
}

const settle = (id: string, values: { processedAt: Date | null; failure: string | null }) =>
  systemDb().update(stripeEvents).set(values).where(eq(stripeEvents.id, id));

function receiptOf(event: string, result: SyncOutcome): Receipt {
  return result.outcome === "synced"
    ? { event, done: "synced", plan: result.plan }
    : { event, done: "unknown_customer" };
}

/**
 * Takes an event of Stripe: verified, stored by its id, and then Stripe is asked how the customer stands. What the event
 * says is not believed, so order does not matter.
 * @param body the bytes as they came: the signature is over these
 * @throws DomainError invalid `billing.signature` or `billing.livemode`; whatever else keeps us from asking Stripe, so
 *   that the answer is 500 and Stripe sends it again
 */
export async function receiveStripeEvent(body: string, signature: string | null): Promise<Receipt> {
  const event = verify(body, signature);
  if (event.livemode !== isLive()) {
    throw invalid(
      "billing.livemode",
      event.livemode
        ? "This is an event about real money, and this installation has a test key."
        : "This is a test's event, and this installation has a live key.",
    );
  }
  const customer = customerOf(event);
  const isDone = await store(event, customer);
  if (isDone) return { event: event.id, done: "known" };
  if (!customer || !used.has(event.type)) {
    await settle(event.id, { processedAt: new Date(), failure: null });
    return { event: event.id, done: "ignored" };
  }
  try {
    const result = await syncBilling(customer);
    await settle(event.id, { processedAt: new Date(), failure: null });
    return receiptOf(event.id, result);
  } catch (error) {
    await settle(event.id, { processedAt: null, failure: messageOf(error).slice(0, 500) });
    log().error({ err: error, event: event.id, type: event.type, customer }, "Stripe's event waits");
    throw error;
  }
}
