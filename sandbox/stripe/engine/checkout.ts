import { day } from "../calendar.ts";
import { invalid } from "../errors.ts";
import type { CheckoutSession } from "../rows/hosted.ts";
import type { Decline } from "../rows/invoices.ts";
import type { PaymentMethod } from "../rows/parties.ts";
import type { Sandbox } from "../sandbox.ts";
import { sessionAmount } from "../views/hosted.ts";
import { attachCard, type Card, chargeDeclined, newPaymentMethod, savingDeclined } from "./cards.ts";
import { updating } from "./change.ts";
import { newCustomer } from "./customers.ts";
import { subscribe } from "./subscribe.ts";

export type Payer = { card: Card | null; email?: string; name?: string };

/** Whether the page asks for a card at all. */
export function needsCard({ store }: Sandbox, session: CheckoutSession): boolean {
  return session.payment_method_collection === "always" || sessionAmount(store, session) > 0;
}

function trialEndOf(session: CheckoutSession, now: number): number | null {
  const { trial_end, trial_period_days } = session.subscription_data;
  return trial_end ?? (trial_period_days ? now + trial_period_days * day : null);
}

/** A card that is tried in vain leaves nothing behind: no subscription, no invoice, no saved card. */
function tryCard(
  sandbox: Sandbox,
  session: CheckoutSession,
  card: Card,
): { method: PaymentMethod; declined: Decline | null } {
  const { store } = sandbox;
  const method = newPaymentMethod(sandbox, card, { customer: session.customer });
  const declined =
    sessionAmount(store, session) > 0 ? chargeDeclined(sandbox, method) : savingDeclined(method);
  if (declined) store.paymentMethods.delete(method.id);
  method.customer = null;
  return { method, declined };
}

/**
 * What pressing Pay does.
 * @returns why the card was declined; the session then stays open. null when the session is complete
 * @throws StripeError when the session is no longer open, or a card is needed and none is given
 */
export function completeCheckout(sandbox: Sandbox, session: CheckoutSession, payer: Payer): Decline | null {
  if (session.status !== "open") throw invalid("This Checkout Session is no longer open.");
  const withCard = needsCard(sandbox, session);
  if (withCard && !payer.card) throw invalid("A card is needed.", { param: "card" });
  const tried = withCard && payer.card ? tryCard(sandbox, session, payer.card) : null;
  if (tried?.declined) return tried.declined;
  session.customer ??= newCustomer(sandbox, {
    email: payer.email ?? session.customer_email,
    name: payer.name ?? null,
  }).id;
  if (tried) {
    tried.method.billing_details = { email: payer.email ?? null, name: payer.name ?? null };
    attachCard(sandbox, tried.method, session.customer);
  }
  session.status = "complete";
  startSubscription(sandbox, session, session.customer, tried?.method ?? null);
  sandbox.emit("checkout.session.completed", session);
  return null;
}

function startSubscription(
  sandbox: Sandbox,
  session: CheckoutSession,
  customer: string,
  method: PaymentMethod | null,
): void {
  const data = session.subscription_data;
  const free = sessionAmount(sandbox.store, session) === 0;
  const subscription = subscribe(sandbox, {
    customer,
    items: session.line_items.map(({ price, quantity }) => ({ price, quantity })),
    trialEnd: trialEndOf(session, sandbox.clock.now()),
    method,
    decided: free ? undefined : null,
    fields: {
      billing_mode: data.billing_mode,
      description: data.description,
      metadata: data.metadata,
      trial_end_without_card: data.trial_end_without_card,
    },
  });
  if (method) {
    updating(sandbox, subscription, () => {
      subscription.default_payment_method = method.id;
    });
  }
  session.subscription = subscription.id;
  session.invoice = subscription.latest_invoice;
  session.payment_status = free ? "no_payment_required" : "paid";
}

export function expireCheckout(sandbox: Sandbox, session: CheckoutSession): void {
  session.status = "expired";
  sandbox.emit("checkout.session.expired", session);
}

/** Where the browser goes after paying. */
export function successUrl(session: CheckoutSession): string {
  return session.success_url.replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}
