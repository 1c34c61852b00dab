import { receiveStripeEvent } from "#server/billing/receive-event.ts";
import { stripe } from "#server/billing/stripe.ts";
import { control, standIn } from "./desk.ts";
import { accountOf, type Place } from "./scenarios.ts";

/** The account once everything that Stripe has to say has arrived. */
export async function settledAccount(place: Place) {
  await control.webhooks.settled({ retries: true });
  return accountOf(place.workspaceId);
}

/** The newest event of a type, as Stripe writes it. */
export const lastEvent = (type: string): string =>
  JSON.stringify(
    control.events().findLast((event) => event.type === type),
    null,
    2,
  );

/** Hands a body to our door, signed with a secret, now or at `timestamp`. */
export const deliver = (body: string, secret = standIn.webhookSecret, options: { timestamp?: number } = {}) =>
  receiveStripeEvent(body, stripe().webhooks.generateTestHeaderString({ payload: body, secret, ...options }));
