import type { Clock } from "./clock.ts";
import type { Contract } from "./contract.ts";
import type { WebhookDispatcher } from "./deliveries.ts";
import type { SessionStreams } from "./engine/streams.ts";
import type { Faults } from "./faults.ts";
import type { Random } from "./random.ts";
import type { RateLimiter } from "./rate-limit.ts";
import type { RequestLog } from "./request-log.ts";
import type { Store } from "./store.ts";
import type { Validator } from "./validation.ts";

/** An answer or an event that broke the contract. */
export type ContractViolation = { where: string; problems: string[] };

/** Everything one running sandbox is made of; passed to every part instead of globals. */
export type Sandbox = {
  clock: Clock;
  random: Random;
  contract: Contract;
  validator: Validator;
  store: Store;
  faults: Faults;
  limiter: RateLimiter;
  requests: RequestLog;
  webhooks: WebhookDispatcher;
  streams: SessionStreams;
  allowPrivateUrls: boolean;
  /** An answer that breaks the contract becomes a 500. */
  strict: boolean;
  contractViolations: ContractViolation[];
  reportViolation(violation: ContractViolation): void;
  /** Told after every change of state, so that it can be saved. */
  changed(): void;
  /** Aborted when the server closes; lets calls that hang on purpose end. */
  closing: AbortSignal;
  /** Timers by session or message, so that a move can call off what was planned before it. */
  plans: Map<string, () => void>;
};
