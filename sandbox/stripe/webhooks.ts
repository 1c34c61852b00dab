import { createHmac } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { newId } from "./ids.ts";
import type { StripeEvent, WebhookEndpoint } from "./rows/parties.ts";
import type { Store } from "./store.ts";
import { createSwitches, type Switches } from "./switches.ts";

const timeoutMs = 10_000;
const maxAttempts = 6;
const keptDeliveries = 2_000;

export type Attempt = { atMs: number; status: number | null; error: string | null };

/** One event on its way to one endpoint. */
export type Delivery = {
  id: string;
  event: string;
  type: string;
  endpoint: string;
  url: string;
  state: "waiting" | "delivered" | "failed" | "dropped";
  attempts: Attempt[];
};

export type Dispatcher = {
  switches: Switches;
  dispatch(event: StripeEvent): void;
  /** Sends an event again to every endpoint that wants it, past every switch. */
  resend(event: StripeEvent): void;
  /**
   * Posts any body to the first endpoint, once: what a forger, a replay or another API version would bring.
   * @returns the status of the answer; null when there was none
   */
  sendRaw(body: string, wish: { secret?: string; ageSeconds?: number }): Promise<number | null>;
  /** Lets go what was held, and holds no longer. */
  release(): void;
  /** Everything that may go has been tried once. */
  flushed(): Promise<void>;
  /** As `flushed`, and every retry has ended too. */
  settled(): Promise<void>;
  deliveries(): Delivery[];
  clear(): void;
  close(): void;
};

function wants(endpoint: WebhookEndpoint, type: string): boolean {
  const { enabled_events: wanted } = endpoint;
  return endpoint.status === "enabled" && (wanted.includes("*") || wanted.includes(type));
}

/** `t` is the wall clock's: receivers refuse what is older than five minutes, wherever virtual time stands. */
function signatureOf(body: string, secrets: string[], atMs = Date.now()): string {
  const t = Math.floor(atMs / 1000);
  const signed = secrets.map((secret) => createHmac("sha256", secret).update(`${t}.${body}`).digest("hex"));
  return [`t=${t}`, ...signed.map((signature) => `v1=${signature}`)].join(",");
}

function secretsOf({ secrets }: WebhookEndpoint): string[] {
  const now = Date.now() / 1000;
  return secrets.filter(({ until }) => until === null || until > now).map(({ secret }) => secret);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** @param retryBaseMs wall-clock wait before the first retry; doubles with each further one */
export function createDispatcher(store: Store, retryBaseMs: number): Dispatcher {
  const closing = new AbortController();
  const switches = createSwitches();
  let log: Delivery[] = [];
  let queue: Delivery[] = [];
  let sending: Promise<void> = Promise.resolve();
  const retries = new Map<NodeJS.Timeout, Promise<void>>();

  async function post(url: string, body: string, signature: string): Promise<Attempt> {
    const atMs = Date.now();
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json; charset=utf-8",
          "User-Agent": "Stripe/1.0 (local stand-in)",
          "Stripe-Signature": signature,
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body?.cancel();
      return { atMs, status: response.status, error: response.ok ? null : `HTTP ${response.status}` };
    } catch (error) {
      return { atMs, status: null, error: reasonOf(error) };
    }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const event = store.events.get(delivery.event);
    const endpoint = store.webhookEndpoints.get(delivery.endpoint);
    if (!event || !endpoint || closing.signal.aborted) {
      delivery.state = "dropped";
      return;
    }
    // Indented, as Stripe sends it: who writes the JSON anew before checking the signature fails here too.
    const body = JSON.stringify(event, null, 2);
    const result = await post(delivery.url, body, signatureOf(body, secretsOf(endpoint)));
    delivery.attempts.push(result);
    if (!result.error) delivery.state = "delivered";
    else if (delivery.attempts.length >= maxAttempts) delivery.state = "failed";
    else return retryLater(delivery);
    event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
  }

  function retryLater(delivery: Delivery): void {
    if (closing.signal.aborted) return;
    const waitMs = retryBaseMs * 2 ** (delivery.attempts.length - 1);
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      void attempt(delivery).finally(() => {
        retries.delete(timer);
        resolve();
      });
    }, waitMs);
    retries.set(timer, promise);
  }

  async function sendAll(batch: Delivery[]): Promise<void> {
    for (const delivery of batch) await attempt(delivery);
  }

  function flush(): void {
    if (switches.held || queue.length === 0) return;
    const { go, dropped } = switches.arrange(queue);
    queue = [];
    for (const delivery of dropped) delivery.state = "dropped";
    sending = sending.then(() => sendAll(go));
  }

  function deliveriesOf(event: StripeEvent): Delivery[] {
    const made = store.webhookEndpoints
      .where((endpoint) => wants(endpoint, event.type))
      .map((endpoint): Delivery => {
        const { id, url } = endpoint;
        return {
          id: newId("del"),
          event: event.id,
          type: event.type,
          endpoint: id,
          url,
          state: "waiting",
          attempts: [],
        };
      });
    log.push(...made);
    if (log.length > keptDeliveries * 1.2) log = log.slice(-keptDeliveries);
    event.pending_webhooks += made.length;
    return made;
  }

  async function flushed(): Promise<void> {
    // What one request caused goes out as one batch, after the request's own turn.
    await nextTurn();
    flush();
    await sending;
    if (queue.length > 0 && !switches.held) await flushed();
  }

  return {
    switches,
    dispatch(event) {
      queue.push(...deliveriesOf(event));
      setImmediate(flush);
    },
    resend(event) {
      const again = deliveriesOf(event);
      sending = sending.then(() => sendAll(again));
    },
    async sendRaw(body, { secret, ageSeconds = 0 }) {
      const [endpoint] = store.webhookEndpoints.all();
      if (!endpoint) throw new Error("There is no endpoint to send to.");
      const secrets = secret === undefined ? secretsOf(endpoint) : [secret];
      const { status } = await post(
        endpoint.url,
        body,
        signatureOf(body, secrets, Date.now() - ageSeconds * 1000),
      );
      return status;
    },
    release() {
      switches.held = false;
      flush();
    },
    flushed,
    async settled() {
      await flushed();
      while (retries.size > 0) {
        await Promise.all(retries.values());
        await flushed();
      }
    },
    deliveries: () => [...log],
    clear() {
      log = [];
      queue = [];
      for (const timer of retries.keys()) clearTimeout(timer);
      retries.clear();
      switches.reset();
    },
    close() {
      closing.abort();
      for (const timer of retries.keys()) clearTimeout(timer);
      retries.clear();
    },
  };
}
