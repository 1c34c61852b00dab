import { accountCalls } from "./account.ts";
import type { TakeTurn } from "./budget/line.ts";
import { createCalls } from "./call.ts";
import { createDriftReporter } from "./drift.ts";
import { sessionEventCalls } from "./events.ts";
import { gdprCalls } from "./gdpr.ts";
import { groupCalls } from "./groups.ts";
import { labelCalls } from "./labels.ts";
import { messageCalls } from "./messages.ts";
import { sessionCalls } from "./sessions.ts";
import { createStreamTransport } from "./stream.ts";
import { createTransport, type MoltflowFetch, type MoltflowLog, type RateLimitNews } from "./transport.ts";
import { webhookCalls } from "./webhooks.ts";

export type MoltflowClientOptions = {
  /** The host's origin, with or without `/api/v2`. */
  baseUrl: string;
  apiKey: string;
  /** For each try, body included; 15 000 when left out. */
  timeoutMs?: number;
  /** How often a read is tried again; 2 when left out, 0 where every call is counted. */
  retries?: number;
  /** Replaces the platform's fetch, for example by one that checks addresses at connect time. */
  fetch?: MoltflowFetch;
  /** Pass the process's logger rather than a child: drift is told once per logger. */
  log?: MoltflowLog;
  /** Called after every answer, of retries too. */
  onRateLimit?: (news: RateLimitNews) => void;
  /** Asked before every try of every call; without it calls go at once, as in tests. */
  takeTurn?: TakeTurn;
};

export type MoltflowClient = ReturnType<typeof createMoltflowClient>;

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_RETRIES = 2;
const silentLog: MoltflowLog = { warn: () => undefined, debug: () => undefined };

/**
 * The one way to call MoltFlow. Reads are tried again when that may help, writes never; calls throw `MoltflowError`. The key
 * stays in this closure: it is in no error, no log line and no property of the client. Throws `TypeError` for a
 * base URL that is not plain http(s).
 */
export function createMoltflowClient(options: MoltflowClientOptions) {
  const log = options.log ?? silentLog;
  const common = {
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    fetch: options.fetch ?? ((url: string, init: RequestInit) => fetch(url, init)),
    log,
    onRateLimit: options.onRateLimit ?? (() => undefined),
    takeTurn: options.takeTurn ?? null,
  };
  const { apiKey, retries = DEFAULT_RETRIES } = options;
  const calls = createCalls(
    apiUrl(options.baseUrl),
    createTransport({ ...common, apiKey, retries }),
    createStreamTransport(common),
    createDriftReporter(log),
  );
  return {
    ...accountCalls(calls),
    ...sessionCalls(calls),
    ...sessionEventCalls(calls),
    ...messageCalls(calls),
    ...groupCalls(calls),
    ...labelCalls(calls),
    ...webhookCalls(calls),
    ...gdprCalls(calls),
  };
}

function apiUrl(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw new TypeError("MoltFlow's base URL must be an http(s) address without a user name or password.");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\/api\/v2$/, "")}/api/v2`;
}
