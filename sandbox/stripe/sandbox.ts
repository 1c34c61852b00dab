import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import type { Row, Store } from "./store.ts";
import type { Dispatcher } from "./webhooks.ts";

/** What an account can set, and what a test wants to go wrong. */
export type Settings = {
  /** What becomes of a subscription when the last retry has failed. */
  retriesEndWith: "cancel" | "unpaid" | "past_due";
  /** The next so many charges of this customer, or of anybody (""), are declined. */
  failingCharges: Map<string, number>;
};

/** Everything one running stand-in is made of; passed to every part instead of globals. */
export type Sandbox = {
  clock: Clock;
  store: Store;
  settings: Settings;
  faults: Faults;
  requests: RequestLog;
  webhooks: Dispatcher;
  /** The request that is being answered: events say which one caused them. */
  request: { id: string | null; idempotency_key: string | null };
  /** Where the hosted pages are: `http://127.0.0.1:4242`. */
  url(): string;
  /** Records an event of what the row is now and sends it. `before` is what the row looked like. */
  emit(type: string, row: Row, before?: Record<string, unknown>): void;
  /** Told after every change of state, so that it can be saved. */
  changed(): void;
};
