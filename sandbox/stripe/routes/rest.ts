import { z } from "zod";
import { addIntervals } from "../calendar.ts";
import { advanceTo } from "../engine/due.ts";
import { invalid } from "../errors.ts";
import { newId } from "../ids.ts";
import { createdRange, ignored, int, mergeMetadata, metadata, paging, text } from "../params.ts";
import type { Interval } from "../rows/catalog.ts";
import type { Sandbox } from "../sandbox.ts";
import { render } from "../views/index.ts";
import { listed, madeIn } from "./listing.ts";
import { type Route, route } from "./route.ts";

function typeFits(type: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

const events: Route[] = [
  route("GET /v1/events/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.events.need(id)),
  ),
  route(
    "GET /v1/events",
    z.strictObject({
      ...paging,
      created: createdRange,
      type: text.optional(),
      types: z.array(text).optional(),
    }),
    (sandbox, _ids, { created, type, types, ...page }) =>
      listed(sandbox, sandbox.store.events, "/v1/events", page, (event) => {
        return (
          madeIn(event.created, created) &&
          typeFits(event.type, type) &&
          (types?.includes(event.type) ?? true)
        );
      }),
  ),
];

const webhookEndpoints: Route[] = [
  route(
    "POST /v1/webhook_endpoints",
    z.strictObject({
      api_version: ignored,
      connect: ignored,
      description: text.optional(),
      enabled_events: z.array(text).min(1),
      metadata,
      url: z.url(),
    }),
    (sandbox, _ids, params) => {
      const secret = newId("whsec", 32);
      const endpoint = sandbox.store.webhookEndpoints.add({
        id: newId("we"),
        object: "webhook_endpoint",
        created: sandbox.clock.now(),
        description: params.description ?? null,
        enabled_events: params.enabled_events,
        metadata: mergeMetadata({}, params.metadata),
        secrets: [{ secret, until: null }],
        status: "enabled",
        url: params.url,
      });
      return { ...render(sandbox, endpoint), secret };
    },
  ),
  route("GET /v1/webhook_endpoints/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.webhookEndpoints.need(id)),
  ),
  route("GET /v1/webhook_endpoints", z.strictObject(paging), (sandbox, _ids, page) =>
    listed(sandbox, sandbox.store.webhookEndpoints, "/v1/webhook_endpoints", page, () => true),
  ),
  route("DELETE /v1/webhook_endpoints/:id", z.strictObject({}), (sandbox, { id = "" }) => {
    sandbox.store.webhookEndpoints.need(id);
    sandbox.store.webhookEndpoints.delete(id);
    return { id, object: "webhook_endpoint", deleted: true };
  }),
];

const refunds: Route[] = [
  route(
    "POST /v1/refunds",
    z.strictObject({
      amount: int.optional(),
      charge: text.optional(),
      metadata,
      payment_intent: text.optional(),
      reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
    }),
    (sandbox, _ids, params) => {
      const { store, clock } = sandbox;
      const intent = params.payment_intent
        ? store.paymentIntents.need(params.payment_intent, "payment_intent")
        : null;
      const id = params.charge ?? intent?.latest_charge;
      if (!id)
        throw invalid(
          "One of the following params should be provided for this request: payment_intent or charge.",
        );
      const charge = store.charges.need(id, "charge");
      const left = charge.amount - charge.amount_refunded;
      const amount = params.amount ?? left;
      if (charge.failure || left === 0) {
        throw invalid(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
      }
      if (amount > left)
        throw invalid(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`);
      const before = render(sandbox, charge);
      charge.amount_refunded += amount;
      const refund = store.refunds.add({
        id: newId("re"),
        object: "refund",
        amount,
        charge: charge.id,
        created: clock.now(),
        currency: charge.currency,
        metadata: mergeMetadata({}, params.metadata),
        payment_intent: charge.payment_intent,
        reason: params.reason ?? null,
      });
      sandbox.emit("refund.created", refund);
      sandbox.emit("charge.refunded", charge, before);
      return render(sandbox, refund);
    },
  ),
];

/** The shortest rhythm of the clock's customers; a clock may go two such intervals at a time. */
function furthest(sandbox: Sandbox, clockId: string, from: number): number {
  const { store } = sandbox;
  const owners = new Set(
    store.customers.where(({ test_clock }) => test_clock === clockId).map(({ id }) => id),
  );
  const rhythms = store.subscriptions
    .where(({ customer }) => owners.has(customer))
    .flatMap(({ items }) => items.map(({ price }) => store.prices.need(price).recurring))
    .filter((recurring) => recurring !== null);
  const [first = { interval: "year" as Interval, interval_count: 1 }, ...rest] = rhythms;
  return Math.min(...[first, ...rest].map((rhythm) => addIntervals(from, rhythm, 2)));
}

const testClocks: Route[] = [
  route(
    "POST /v1/test_helpers/test_clocks",
    z.strictObject({ frozen_time: int, name: text.optional() }),
    (sandbox, _ids, { frozen_time, name }) => {
      const made = sandbox.store.testClocks.add({
        id: newId("clock"),
        object: "test_helpers.test_clock",
        created: sandbox.clock.now(),
        frozen_time,
        name: name ?? null,
        status: "ready",
      });
      sandbox.emit("test_helpers.test_clock.created", made);
      return render(sandbox, made);
    },
  ),
  route("GET /v1/test_helpers/test_clocks/:id", z.strictObject({}), (sandbox, { id = "" }) =>
    render(sandbox, sandbox.store.testClocks.need(id)),
  ),
  route("DELETE /v1/test_helpers/test_clocks/:id", z.strictObject({}), (sandbox, { id = "" }) => {
    sandbox.store.testClocks.need(id);
    sandbox.store.testClocks.delete(id);
    return { id, object: "test_helpers.test_clock", deleted: true };
  }),
  // There is one clock for everybody here: a test clock moves it by as much as it moves itself.
  route(
    "POST /v1/test_helpers/test_clocks/:id/advance",
    z.strictObject({ frozen_time: int }),
    (sandbox, { id = "" }, { frozen_time }) => {
      const clock = sandbox.store.testClocks.need(id);
      const by = frozen_time - clock.frozen_time;
      if (clock.status !== "ready") throw invalid("The test clock is still advancing.");
      if (by <= 0) throw invalid("The frozen time must be after the current one.", { param: "frozen_time" });
      if (frozen_time > furthest(sandbox, id, clock.frozen_time)) {
        throw invalid(
          "You cannot advance a test clock by more than two intervals of its shortest subscription.",
          { param: "frozen_time" },
        );
      }
      clock.status = "advancing";
      clock.frozen_time = frozen_time;
      sandbox.emit("test_helpers.test_clock.advancing", clock);
      const until = sandbox.clock.now() + by;
      setImmediate(() => {
        void advanceTo(sandbox, until).then(() => {
          clock.status = "ready";
          sandbox.emit("test_helpers.test_clock.ready", clock);
        });
      });
      return render(sandbox, clock);
    },
  ),
];

export const otherRoutes = [...events, ...webhookEndpoints, ...refunds, ...testClocks];
