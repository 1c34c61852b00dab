import { performance } from "node:perf_hooks";
import type { Dispatcher } from "undici";
import { env } from "#server/core/env.ts";
import type { Resolve } from "./checked-lookup.ts";
import { type Dialled, guardedAgent, type OnConnection } from "./guarded-agent.ts";
import { isOpenPort } from "./ports.ts";
import { urlTrouble } from "./public-url.ts";
import { type SendError, troubleOf } from "./send-trouble.ts";

export type GuardedRequest = {
  url: string;
  method: "POST";
  headers: Record<string, string>;
  body: Buffer;
};

export type SendRules = {
  /** For everything: look-up, connection, request and the whole answer. */
  timeoutMs: number;
  maxResponseBytes: number;
  /** Lets this machine itself through, with plain HTTP and any port. */
  allowLoopback: boolean;
  resolve?: Resolve | undefined;
};

/** What came of a request. `error` null: an answer of 2xx, read to its end or to `maxResponseBytes`. */
export type Outcome = {
  status: number | null;
  error: SendError | null;
  /** What the machine said of the error. */
  detail: string | null;
  /** The address that was dialled. */
  address: string | null;
  durationMs: number;
  firstByteMs: number | null;
  headers: Record<string, string>;
  body: Buffer;
  /** There was more of the answer. */
  cut: boolean;
};

/** Whether destinations may be on this machine itself, as the settings say. */
export function loopbackAllowed(): boolean {
  return env().DESTINATIONS_ALLOW_LOOPBACK ?? env().NODE_ENV === "development";
}

/** Why a URL is not even dialled; null when it is. */
function dialTrouble(text: string, allowLoopback: boolean): string | null {
  const trouble = urlTrouble(text, { allowLoopback });
  if (trouble !== null) return `The address is refused: ${trouble}.`;
  if (isOpenPort(text, allowLoopback)) return null;
  return `The address is refused: nothing is delivered to port ${new URL(text).port}.`;
}

/**
 * Sends one request to an address that a customer named, and reads the answer. Every address of its name must be public
 * at the moment of dialling, the dialled one is one of those, and no redirect is followed. Costs at most `timeoutMs` and
 * `maxResponseBytes`, whatever the other side does. Never throws for what the network or the other side does.
 */
export function sendGuarded(request: GuardedRequest, rules: SendRules): Promise<Outcome> {
  const exchange = new Exchange(rules);
  const refusal = dialTrouble(request.url, rules.allowLoopback);
  if (refusal !== null) {
    exchange.settle("blocked_address", refusal);
    return exchange.outcome;
  }
  const url = new URL(request.url);
  guardedAgent(rules).dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: request.headers,
      body: request.body,
    },
    exchange,
  );
  return exchange.outcome;
}

/** One request and its answer, as undici tells of them. */
class Exchange implements Dispatcher.DispatchHandler, OnConnection {
  via: Dialled | null = null;
  readonly outcome: Promise<Outcome>;
  readonly #end: (outcome: Outcome) => void;
  readonly #startedAt = performance.now();
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #isOver = false;
  #status: number | null = null;
  #firstByteMs: number | null = null;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isCut = false;

  constructor({ timeoutMs, maxResponseBytes }: SendRules) {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.outcome = promise;
    this.#end = resolve;
    this.#maxBytes = maxResponseBytes;
    this.#timer = setTimeout(
      () => this.settle("timeout", `No whole answer within ${timeoutMs / 1000} s.`),
      timeoutMs,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) this.#hangUp();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (this.#isOver || status < 200) return;
    this.#status = status;
    this.#firstByteMs = this.#elapsedMs();
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.#headers[name] = Array.isArray(value) ? value.join(", ") : value;
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#isOver) return;
    const room = this.#maxBytes - this.#bytes;
    // A view would keep the socket's whole buffer.
    this.#chunks.push(Buffer.from(chunk.subarray(0, room)));
    this.#bytes += Math.min(room, chunk.length);
    if (chunk.length <= room) return;
    this.#isCut = true;
    this.#settleByStatus();
  }

  onResponseEnd(): void {
    this.#controller = null;
    this.#settleByStatus();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const { kind, detail } = troubleOf(error, { hasBegun: this.#controller !== null });
    this.#controller = null;
    this.settle(kind, detail);
  }

  settle(error: SendError | null, detail: string | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#end({
      ...{ status: this.#status, error, detail, address: this.via?.address ?? null },
      ...{ durationMs: this.#elapsedMs(), firstByteMs: this.#firstByteMs },
      ...{ headers: this.#headers, body: Buffer.concat(this.#chunks), cut: this.#isCut },
    });
    this.#hangUp();
  }

  #settleByStatus(): void {
    const status = this.#status ?? 0;
    if (status < 300) this.settle(null, null);
    else this.settle(status < 400 ? "redirect" : "status", null);
  }

  /** Closes the connection: whoever is not done by now is not waited for. */
  #hangUp(): void {
    this.#controller?.abort(new Error("This request is over."));
  }

  #elapsedMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
