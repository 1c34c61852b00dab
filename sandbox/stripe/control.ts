import { cardByNumber, cardByToken } from "./engine/cards.ts";
import { completeCheckout, successUrl } from "./engine/checkout.ts";
import { advanceTo, workOffDue } from "./engine/due.ts";
import {
  portalCancel,
  portalKeep,
  portalNewCard,
  portalStay,
  portalSwitch,
  type Switched,
} from "./engine/portal.ts";
import { StripeError } from "./errors.ts";
import { recordEvent } from "./events.ts";
import type { Fault } from "./faults.ts";
import { newId } from "./ids.ts";
import type { RequestEntry } from "./request-log.ts";
import type { PortalConfiguration } from "./rows/hosted.ts";
import type { Decline } from "./rows/invoices.ts";
import type { StripeEvent } from "./rows/parties.ts";
import type { Sandbox, Settings } from "./sandbox.ts";
import { createStore } from "./store.ts";
import type { Delivery } from "./webhooks.ts";

/** What a customer, a bank, the network and time would do; for tests and for the control page. */
export type Control = {
  /** The virtual clock, in Unix seconds. */
  now(): number;
  /** Moves the clock and works off what falls due, each thing at its own moment. */
  advance(by: { days?: number; hours?: number; seconds?: number }): Promise<number>;
  /** Moves the clock to a Unix second. */
  advanceTo(at: number): Promise<number>;
  /** Sets what becomes of a subscription when its last retry has failed. */
  setRetriesEndWith(end: Settings["retriesEndWith"]): void;
  /** Declines the next charges of a customer, or of anybody. */
  failNextCharges(wish?: { customer?: string; times?: number }): void;
  /** Presses Pay with a test card's number or name (4242… when left out). `declined` leaves the session open. */
  pay(session: string, wish?: { card?: string; email?: string }): { declined: string | null; url: string };
  portal: {
    /** Switches plan or seats as a portal configuration says (the newest when left out). */
    switch(
      subscription: string,
      wish: { price?: string; quantity?: number; configuration?: string },
    ): Switched;
    cancel(
      subscription: string,
      wish?: { configuration?: string; feedback?: string; comment?: string },
    ): void;
    /** Takes back a cancellation that is still to come. */
    keep(subscription: string): void;
    /** Calls off a switch that waits for the period's end. */
    stay(subscription: string): void;
    /** Saves a card for the customer and pays with it what is open. Throws when it cannot be saved. */
    newCard(customer: string, card: string): void;
  };
  webhooks: {
    /** Keeps deliveries back until `release`, which sends them as one batch. */
    hold(): void;
    release(): void;
    /** Sends every batch in an order that follows from the seed; null keeps the order. */
    shuffle(seed: number | null): void;
    reverse(on: boolean): void;
    duplicate(on: boolean): void;
    /** Loses the next so many deliveries, or every event of these types; 0 loses none. */
    drop(what: number | string[]): void;
    /** Sends an event again, past every switch. */
    resend(event: string): void;
    /**
     * Posts any body to the first endpoint, once, and returns the answer's status: a forged one (another `secret`),
     * an old one (`ageSeconds`), a thin one.
     */
    sendRaw(body: string, wish?: { secret?: string; ageSeconds?: number }): Promise<number | null>;
    /** Makes a new secret; the old one signs too for so long. Returns the new one. */
    rollSecret(endpoint: string, overlapSeconds?: number): string;
    /** Everything that may go has been tried once; with `retries` their retries have ended too. */
    settled(wish?: { retries?: boolean }): Promise<void>;
    deliveries(): Delivery[];
  };
  /** Makes calls of the API fail; `route` is as in `POST /v1/checkout/sessions`, `*` stands for any text. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Records and sends an event of any type; `livemode` for what must never arrive. */
  emit(type: string, object: Record<string, unknown>, wish?: { livemode?: boolean }): string;
  /** Disputes a charge: nothing about the plan changes. */
  dispute(charge: string): void;
  /** The customer of a subscription; null when there is no such subscription. */
  ownerOf(subscription: string): string | null;
  /** Newest last. */
  events(): StripeEvent[];
  requests(afterNumber?: number): RequestEntry[];
  /** Forgets everything but the endpoint that was given at the start. */
  reset(): void;
};

const daySeconds = 86_400;

function cardOf(text: string) {
  const card = cardByToken(text) ?? cardByNumber(text);
  if (!card) throw new StripeError(400, "invalid_request_error", `${text} is no test card.`);
  return card;
}

function configurationOf({ store }: Sandbox, id: string | undefined): PortalConfiguration {
  const newest = store.portalConfigurations.all().at(-1);
  const configuration = id ? store.portalConfigurations.need(id) : newest;
  if (!configuration)
    throw new StripeError(400, "invalid_request_error", "There is no portal configuration yet.");
  return configuration;
}

function rollSecret(sandbox: Sandbox, endpointId: string, overlapSeconds: number): string {
  const endpoint = sandbox.store.webhookEndpoints.need(endpointId);
  const secret = newId("whsec", 32);
  const until = Math.floor(Date.now() / 1000) + overlapSeconds;
  const [current] = endpoint.secrets;
  endpoint.secrets = [
    { secret, until: null },
    ...(current && overlapSeconds > 0 ? [{ ...current, until }] : []),
  ];
  return secret;
}

function dispute(sandbox: Sandbox, chargeId: string): void {
  const charge = sandbox.store.charges.need(chargeId);
  charge.disputed = true;
  recordEvent(sandbox, "charge.dispute.created", {
    id: newId("dp"),
    object: "dispute",
    amount: charge.amount,
    charge: charge.id,
    created: sandbox.clock.now(),
    currency: charge.currency,
    livemode: false,
    payment_intent: charge.payment_intent,
    reason: "fraudulent",
    status: "needs_response",
  });
}

/** @param restart what a reset does besides forgetting */
export function createControl(sandbox: Sandbox, restart: () => void): Control {
  const { store, clock, webhooks, settings, faults } = sandbox;
  let moving: Promise<unknown> = Promise.resolve();
  /** What people do on the hosted pages is no request of the program. */
  function act<T>(work: () => T): T {
    sandbox.request = { id: null, idempotency_key: null };
    const result = work();
    workOffDue(sandbox);
    sandbox.changed();
    return result;
  }
  async function move(until: () => number): Promise<number> {
    const moved = moving.then(() => advanceTo(sandbox, until()));
    moving = moved.catch(() => {});
    await moved;
    return clock.now();
  }
  return {
    now: () => clock.now(),
    advance: ({ days = 0, hours = 0, seconds = 0 }) =>
      move(() => clock.now() + days * daySeconds + hours * 3_600 + seconds),
    advanceTo: (at) => move(() => at),
    setRetriesEndWith: (end) => {
      settings.retriesEndWith = end;
    },
    failNextCharges: ({ customer = "", times = 1 } = {}) => void settings.failingCharges.set(customer, times),
    pay: (id, { card = "4242424242424242", email } = {}) =>
      act(() => {
        const session = store.checkoutSessions.need(id);
        const declined: Decline | null = completeCheckout(sandbox, session, { card: cardOf(card), email });
        return { declined: declined?.message ?? null, url: successUrl(session) };
      }),
    portal: {
      switch: (id, { price, quantity, configuration }) =>
        act(() => {
          const subscription = store.subscriptions.need(id);
          const [item] = subscription.items;
          const wish = { price: price ?? item?.price ?? "", quantity: quantity ?? item?.quantity ?? 1 };
          return portalSwitch(sandbox, configurationOf(sandbox, configuration), subscription, wish);
        }),
      cancel: (id, { configuration, ...why } = {}) =>
        act(() =>
          portalCancel(sandbox, configurationOf(sandbox, configuration), store.subscriptions.need(id), why),
        ),
      keep: (id) => act(() => portalKeep(sandbox, store.subscriptions.need(id))),
      stay: (id) => act(() => portalStay(sandbox, store.subscriptions.need(id))),
      newCard: (customer, card) => act(() => portalNewCard(sandbox, customer, cardOf(card))),
    },
    webhooks: {
      hold: () => {
        webhooks.switches.held = true;
      },
      release: () => webhooks.release(),
      shuffle: (seed) => {
        webhooks.switches.shuffle = seed;
      },
      reverse: (on) => {
        webhooks.switches.reverse = on;
      },
      duplicate: (on) => {
        webhooks.switches.duplicate = on;
      },
      drop: (what) => {
        webhooks.switches.drop = what;
      },
      resend: (id) => webhooks.resend(store.events.need(id)),
      sendRaw: (body, wish = {}) => webhooks.sendRaw(body, wish),
      rollSecret: (endpoint, overlapSeconds = daySeconds) => rollSecret(sandbox, endpoint, overlapSeconds),
      settled: ({ retries = false } = {}) => (retries ? webhooks.settled() : webhooks.flushed()),
      deliveries: () => webhooks.deliveries(),
    },
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    emit: (type, object, wish) => act(() => recordEvent(sandbox, type, object, wish)).id,
    dispute: (charge) => act(() => dispute(sandbox, charge)),
    ownerOf: (id) => store.subscriptions.get(id)?.customer ?? null,
    events: () => store.events.all(),
    requests: (afterNumber) => sandbox.requests.list(afterNumber),
    reset: () => {
      webhooks.clear();
      faults.clear();
      settings.failingCharges.clear();
      sandbox.requests.clear();
      store.restore(createStore().snapshot());
      restart();
      sandbox.changed();
    },
  };
}
