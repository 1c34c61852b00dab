import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { TakeTurn } from "./budget/line.ts";
import { BudgetWait } from "./budget/take-turn.ts";
import { MoltflowError } from "./errors.ts";
import type { OperationId } from "./generated/operations.ts";
import { type RateLimitReading, readRateLimit, readRetryAt } from "./rate-limit.ts";
import { refusalError } from "./refusals.ts";

/** The part of a pino logger the client writes to. */
export type MoltflowLog = {
  warn(fields: object, message: string): void;
  debug(fields: object, message: string): void;
};

/** `limited` marks a 429; its `resetAtMs` is then the time from which a call may be tried again. */
export type RateLimitNews = RateLimitReading & { limited: boolean };

/** Called with plain parts rather than a `Request`, so that undici's own `fetch` fits too. */
export type MoltflowFetch = (url: string, init: RequestInit) => Promise<Response>;

export type TransportOptions = {
  apiKey: string;
  timeoutMs: number;
  retries: number;
  fetch: MoltflowFetch;
  log: MoltflowLog;
  onRateLimit: (news: RateLimitNews) => void;
  takeTurn: TakeTurn | null;
};

/** A 2xx answer, read to its end. */
export type Answer = {
  status: number;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
  requestId: string;
};

export type Transport = (operation: OperationId, request: Request) => Promise<Answer>;

const ANSWER_LIMIT_BYTES = 5 * 1024 * 1024;
const BACKOFF_MS = 300;
const LONGEST_POLITE_WAIT_MS = 2_000;

/**
 * Sends one request: adds the key and an own `X-Request-Id`, follows no redirect, reads at most 5 MiB within
 * `timeoutMs` a try, and tries a GET again up to `retries` times. A write is sent once. Throws {@link MoltflowError} only.
 */
export function createTransport(options: TransportOptions): Transport {
  return async (operation, request) => {
    const requestId = randomUUID();
    const prepared = await prepare(operation, requestId, request, options.apiKey);
    let result: Answer | MoltflowError | null = null;
    for (let tried = 0; ; tried++) {
      const turn = await turnFor(operation, requestId, request.url, options);
      // When there is no turn for another try, what the one before met says more.
      if (turn instanceof MoltflowError) throw result ?? turn;
      result = await attempt(operation, requestId, request.url, prepared, { ...options, onRateLimit: turn });
      if (!(result instanceof MoltflowError)) return result;
      const waitMs = request.method === "GET" && tried < options.retries ? retryWaitMs(result, tried) : null;
      if (waitMs === null) throw result;
      options.log.debug({ operation, requestId, kind: result.kind, waitMs }, "MoltFlow read is tried again");
      await sleep(waitMs);
    }
  };
}

type Hear = (news: RateLimitNews) => unknown;

/** Who is told of the answer once the try may go, or the error if it may not. */
export async function turnFor(
  operation: OperationId,
  requestId: string,
  url: string,
  { takeTurn, onRateLimit }: Pick<TransportOptions, "takeTurn" | "onRateLimit">,
): Promise<Hear | MoltflowError> {
  if (!takeTurn) return onRateLimit;
  try {
    const hear = await takeTurn({ operation, url });
    return (news) => {
      onRateLimit(news);
      return hear(news);
    };
  } catch (error) {
    if (!(error instanceof BudgetWait)) throw error;
    const { retryAtMs, cause } = error;
    const outcome = "not_done";
    return new MoltflowError({ kind: "budget_wait", operation, requestId, outcome, retryAtMs, cause });
  }
}

async function prepare(operation: OperationId, requestId: string, request: Request, apiKey: string) {
  // The platform's complaint about a bad header value quotes the value, so it must never get to see this one.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    const detail = "The key is empty or has characters that no MoltFlow key has.";
    throw new MoltflowError({ kind: "unauthorized", operation, requestId, outcome: "not_done", detail });
  }
  return {
    method: request.method,
    headers: { ...Object.fromEntries(request.headers), "x-api-key": apiKey, "x-request-id": requestId },
    body: request.body === null ? null : await request.text(),
  };
}

async function attempt(
  operation: OperationId,
  requestId: string,
  url: string,
  prepared: { method: string; headers: Record<string, string>; body: string | null },
  {
    fetch,
    timeoutMs,
    apiKey,
    log,
    onRateLimit,
  }: Omit<TransportOptions, "onRateLimit"> & { onRateLimit: Hear },
): Promise<Answer | MoltflowError> {
  const signal = AbortSignal.timeout(timeoutMs);
  const isRead = prepared.method === "GET";
  const broken = (error: unknown) => {
    const kind = signal.aborted ? "timeout" : "network";
    const outcome = isRead || (kind === "network" && neverSent(error)) ? "not_done" : "unknown";
    return new MoltflowError({ kind, operation, requestId, outcome, detail: failureCode(error) });
  };

  let response: Response;
  try {
    response = await fetch(url, { ...prepared, redirect: "manual", signal });
  } catch (error) {
    return broken(error);
  }
  await tellRateLimit(response, onRateLimit, log);

  let bytes: Uint8Array<ArrayBuffer> | "too_large" | MoltflowError;
  try {
    bytes = await readCapped(response);
  } catch (error) {
    bytes = broken(error);
  }
  const { status, headers } = response;
  if (!response.ok) {
    // The status says enough; a body that breaks off or never ends takes nothing from it.
    const body = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : "";
    return refusalError({ operation, requestId, status, headers, body }, (text) => redact(text, apiKey));
  }
  if (bytes === "too_large") {
    const detail = "The answer was larger than 5 MiB.";
    const outcome = isRead ? "not_done" : "unknown";
    return new MoltflowError({ kind: "unexpected_answer", operation, requestId, outcome, status, detail });
  }
  if (bytes instanceof MoltflowError) return bytes;
  return { status, contentType: headers.get("content-type") ?? "", bytes, requestId };
}

/** A failing listener must not turn a write that was done into an error, so its failure is logged. */
export async function tellRateLimit(response: Response, onRateLimit: Hear, log: MoltflowLog) {
  const nowMs = Date.now();
  const limited = response.status === 429;
  const reading = readRateLimit(response.headers, nowMs);
  const resetAtMs = limited ? readRetryAt(response.headers, nowMs) : reading.resetAtMs;
  try {
    await onRateLimit({ remaining: reading.remaining, resetAtMs, limited });
  } catch (error) {
    log.warn({ err: error }, "The listener for MoltFlow's rate limit failed");
  }
}

export async function readCapped(response: Response): Promise<Uint8Array<ArrayBuffer> | "too_large"> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > ANSWER_LIMIT_BYTES) return "too_large";
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Null when trying again cannot help or would not be polite. Full jitter keeps many clients from marching in step. */
function retryWaitMs(error: MoltflowError, retries: number): number | null {
  if (error.kind === "rate_limited" && error.retryAtMs !== null) {
    const waitMs = Math.max(0, error.retryAtMs - Date.now());
    return waitMs <= LONGEST_POLITE_WAIT_MS ? waitMs : null;
  }
  const isPassing =
    error.kind === "timeout" ||
    error.kind === "network" ||
    (error.kind === "server_error" && error.status !== 501);
  return isPassing ? Math.random() * BACKOFF_MS * 2 ** retries : null;
}

const REFUSED_CERTIFICATE =
  /^(ERR_TLS_CERT_ALTNAME_INVALID|CERT_HAS_EXPIRED|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)$/;

/** True only when the failure proves that no byte of the request left: no address, no connection, no trust. */
function neverSent(error: unknown): boolean {
  return causes(error).some(({ code, syscall }) => {
    const unreached =
      syscall === "connect" || syscall === "getaddrinfo" || code === "UND_ERR_CONNECT_TIMEOUT";
    return unreached || REFUSED_CERTIFICATE.test(code);
  });
}

export function failureCode(error: unknown): string {
  return causes(error).find(({ code }) => /^[A-Z0-9_]+$/.test(code))?.code ?? "";
}

/** The error, what caused it, and the first of several tried addresses, outermost first. */
function causes(error: unknown): { code: string; syscall: string }[] {
  if (!(error instanceof Error)) return [];
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const syscall = "syscall" in error && typeof error.syscall === "string" ? error.syscall : "";
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [{ code, syscall }, ...causes(inner)];
}

/** Upstreams like to quote a key they refuse. */
function redact(text: string, apiKey: string): string {
  return text.replaceAll(apiKey, "[key]").replace(/\bmf_[\w-]{4,}/g, "[key]");
}
