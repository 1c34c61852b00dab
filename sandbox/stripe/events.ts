import { isDeepStrictEqual } from "node:util";
import type { Stripe } from "stripe";
import { newId } from "./ids.ts";
import type { StripeEvent } from "./rows/parties.ts";
import type { Sandbox } from "./sandbox.ts";

type Json = Record<string, unknown>;

/** The version whose shapes the stand-in answers: the one of the SDK it is built against. */
export const apiVersion: typeof Stripe.API_VERSION = "2026-10-28.endive";

/** The values of before, of the fields that are another now. */
function changedFields(before: Json, after: Json): Json {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => !isDeepStrictEqual(before[name], after[name]))
      .map((name) => [name, before[name] ?? null]),
  );
}

/** Records an event about `object` as it is now; delivering it is the dispatcher's. */
export function recordEvent(
  sandbox: Pick<Sandbox, "clock" | "store" | "request" | "webhooks">,
  type: string,
  object: Json,
  options: { before?: Json; livemode?: boolean } = {},
): StripeEvent {
  const event: StripeEvent = {
    id: newId("evt"),
    object: "event",
    api_version: apiVersion,
    created: sandbox.clock.now(),
    data: options.before
      ? { object, previous_attributes: changedFields(options.before, object) }
      : { object },
    livemode: options.livemode ?? false,
    pending_webhooks: 0,
    request: { ...sandbox.request },
    type,
  };
  sandbox.store.events.add(event);
  sandbox.webhooks.dispatch(event);
  return event;
}
