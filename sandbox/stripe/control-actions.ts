import { z } from "zod";
import type { Control } from "./control.ts";
import { faultSchema } from "./faults.ts";

/** One thing the control API does: what it takes, and what comes of it. */
export type Action = { body: z.ZodType; run(control: Control, body: unknown): unknown };

function action<T extends z.ZodType>(body: T, run: (control: Control, body: z.output<T>) => unknown): Action {
  // The caller has parsed the body with this very schema.
  return { body, run: (control, given) => run(control, given as z.output<T>) };
}

const nothing = z.strictObject({});
const on = z.strictObject({ on: z.boolean() });

/** By the name in the address: `POST /_stripe/api/<name>` with a JSON body. */
export const actions: Record<string, Action> = {
  advance: action(
    z.strictObject({
      days: z.number().optional(),
      hours: z.number().optional(),
      seconds: z.number().optional(),
    }),
    async (control, by) => ({ now: await control.advance(by) }),
  ),
  "advance-to": action(z.strictObject({ at: z.int() }), async (control, { at }) => ({
    now: await control.advanceTo(at),
  })),
  "retries-end-with": action(
    z.strictObject({ end: z.enum(["cancel", "unpaid", "past_due"]) }),
    (control, { end }) => control.setRetriesEndWith(end),
  ),
  "fail-next-charges": action(
    z.strictObject({ customer: z.string().optional(), times: z.int().positive().optional() }),
    (control, wish) => control.failNextCharges(wish),
  ),
  pay: action(
    z.strictObject({ session: z.string(), card: z.string().optional(), email: z.string().optional() }),
    (control, { session, ...wish }) => control.pay(session, wish),
  ),
  "portal-switch": action(
    z.strictObject({
      subscription: z.string(),
      price: z.string().optional(),
      quantity: z.int().positive().optional(),
      configuration: z.string().optional(),
    }),
    (control, { subscription, ...wish }) => ({ when: control.portal.switch(subscription, wish) }),
  ),
  "portal-cancel": action(
    z.strictObject({ subscription: z.string(), configuration: z.string().optional() }),
    (control, { subscription, ...wish }) => control.portal.cancel(subscription, wish),
  ),
  "portal-keep": action(z.strictObject({ subscription: z.string() }), (control, { subscription }) =>
    control.portal.keep(subscription),
  ),
  "portal-stay": action(z.strictObject({ subscription: z.string() }), (control, { subscription }) =>
    control.portal.stay(subscription),
  ),
  "portal-new-card": action(
    z.strictObject({ customer: z.string(), card: z.string() }),
    (control, { customer, card }) => control.portal.newCard(customer, card),
  ),
  hold: action(nothing, (control) => control.webhooks.hold()),
  release: action(nothing, (control) => control.webhooks.release()),
  shuffle: action(z.strictObject({ seed: z.int().nullable() }), (control, { seed }) =>
    control.webhooks.shuffle(seed),
  ),
  reverse: action(on, (control, wish) => control.webhooks.reverse(wish.on)),
  duplicate: action(on, (control, wish) => control.webhooks.duplicate(wish.on)),
  drop: action(
    z.strictObject({ what: z.union([z.int().nonnegative(), z.array(z.string())]) }),
    (control, { what }) => control.webhooks.drop(what),
  ),
  resend: action(z.strictObject({ event: z.string() }), (control, { event }) =>
    control.webhooks.resend(event),
  ),
  "send-raw": action(
    z.strictObject({ body: z.string(), secret: z.string().optional(), ageSeconds: z.number().optional() }),
    async (control, { body, ...wish }) => ({ status: await control.webhooks.sendRaw(body, wish) }),
  ),
  "roll-secret": action(
    z.strictObject({ endpoint: z.string(), overlapSeconds: z.int().nonnegative().optional() }),
    (control, { endpoint, overlapSeconds }) => ({
      secret: control.webhooks.rollSecret(endpoint, overlapSeconds),
    }),
  ),
  settled: action(z.strictObject({ retries: z.boolean().optional() }), (control, wish) =>
    control.webhooks.settled(wish),
  ),
  fault: action(faultSchema, (control, fault) => control.fault(fault)),
  "clear-faults": action(nothing, (control) => control.clearFaults()),
  emit: action(
    z.strictObject({
      type: z.string(),
      object: z.record(z.string(), z.unknown()),
      livemode: z.boolean().optional(),
    }),
    (control, { type, object, livemode }) => ({ event: control.emit(type, object, { livemode }) }),
  ),
  dispute: action(z.strictObject({ charge: z.string() }), (control, { charge }) => control.dispute(charge)),
  reset: action(nothing, (control) => control.reset()),
};
