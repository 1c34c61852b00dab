import { DomainError, type ErrorCode } from "#server/core/errors.ts";
import type { Limited } from "#server/core/quota.ts";
import { MoltflowError, type MoltflowErrorKind } from "#server/moltflow/index.ts";

/** The kind as our refusal: its code, and what happened, why, and what to do next. */
const meanings: Record<MoltflowErrorKind, [ErrorCode, string]> = {
  unauthorized: [
    "invalid",
    "MoltFlow does not accept this API key: it is mistyped, was revoked, or has expired. Make a new key in MoltFlow and connect again.",
  ],
  forbidden_scope: [
    "forbidden",
    "The API key lacks a scope that this needs ({scopes}). Whoever owns the key adds the scope in MoltFlow, or connects a key that has it.",
  ],
  forbidden_plan: [
    "forbidden",
    "The MoltFlow plan does not include this, or its limit is reached. The owner of the MoltFlow account can choose a bigger plan. MoltFlow says: {detail}",
  ],
  forbidden_history: [
    "forbidden",
    "Reading chat history is switched off in MoltFlow. The owner of the MoltFlow account can switch on chat history access in its settings.",
  ],
  forbidden_policy: [
    "forbidden",
    "A rule of MoltFlow refused this. Change what you asked for, or ask the owner of the MoltFlow account. MoltFlow says: {detail}",
  ],
  forbidden_role: [
    "forbidden",
    "The person who owns the API key may not do this in MoltFlow. Connect a key of an owner or admin of the MoltFlow account.",
  ],
  not_found: [
    "not_found",
    "MoltFlow does not have this any more; it was probably deleted there. Test the connection to see what is left.",
  ],
  conflict: [
    "conflict",
    "MoltFlow refused because something like this exists already. Test the connection and look before you try again.",
  ],
  invalid: [
    "invalid",
    "MoltFlow did not accept what was sent. Correct it and try again. MoltFlow says: {detail}",
  ],
  bad_state: [
    "conflict",
    "The number's present state does not allow this. Test the connection to see its state, then try again.",
  ],
  rate_limited: [
    "limited",
    "MoltFlow's limit of requests a minute is used up. Wait {seconds} seconds, then try again.",
  ],
  budget_wait: [
    "limited",
    "Your MoltFlow plan's requests of this minute are used up, so this was not sent. Its turn comes in {seconds} seconds; try again then.",
  ],
  server_error: [
    "upstream",
    "MoltFlow has trouble of its own and did not complete this. Wait a minute, look at the present state, then try again.",
  ],
  timeout: [
    "upstream",
    "MoltFlow did not answer in time, so it is not known whether this was done. Test the connection to see the present state before you try again.",
  ],
  network: [
    "upstream",
    "MoltFlow could not be reached. Check that this server reaches the internet and that MoltFlow is up, then try again.",
  ],
  unexpected_answer: [
    "upstream",
    "MoltFlow answered in a way that Moltdesk does not understand. Test the connection to see the present state; if it stays, tell whoever runs this Moltdesk.",
  ],
};

/**
 * A MoltFlow error as the refusal a person reads: reason `moltflow.<kind>`, with `params.scopes` for a missing scope,
 * `params.detail` (MoltFlow's own words) and, past the rate limit, `retryAfterMs`.
 */
export function explainMoltflowError(error: MoltflowError, perMinute: number | null = null): DomainError {
  const [code, text] = meanings[error.kind];
  if (error.cause instanceof DomainError) return again(error.cause, error);
  const retryAfterMs = error.retryAtMs === null ? undefined : Math.max(0, error.retryAtMs - Date.now());
  const params = {
    scopes: error.requiredScopes.join(", ") || "?",
    detail: error.detail || "–",
    seconds: Math.ceil((retryAfterMs ?? 60_000) / 1000),
  };
  const message = text
    .replace("{scopes}", () => params.scopes)
    .replace("{detail}", () => params.detail)
    .replace("{seconds}", () => String(params.seconds));
  return new DomainError(code, `moltflow.${error.kind}`, message, {
    params,
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...limitedBy(error, perMinute, retryAfterMs),
  });
}

/** The refusal of our own limiter, with what is left of the wait. */
function again({ code, reason, message, params, limited }: DomainError, error: MoltflowError): DomainError {
  const retryAfterMs = Math.max(0, (error.retryAtMs ?? 0) - Date.now());
  return new DomainError(code, reason, message, {
    ...{ params, retryAfterMs, cause: error },
    ...(limited && { limited }),
  });
}

/** A wait for longer than this is not for the next minute. */
const longestMinuteMs = 10 * 60_000;

/** Which of MoltFlow's limits a refusal is about, if any; of a month MoltFlow says no number and no end. */
function limitedBy(
  { kind, detail }: MoltflowError,
  perMinute: number | null,
  resetMs = 60_000,
): { limited?: Limited } {
  const isMonth = kind === "forbidden_plan" && /\bmonth|\bquota/i.test(detail);
  const isRate = kind === "rate_limited" || kind === "budget_wait";
  if (!isMonth && !isRate) return {};
  const limiter = isMonth || resetMs > longestMinuteMs ? "upstream_month" : "upstream_minute";
  const quota = { policy: limiter, limit: perMinute ?? 0, windowMs: 60_000, remaining: 0, resetMs };
  const isKnown = limiter === "upstream_minute" && perMinute !== null;
  return { limited: { limiter, quota: isKnown ? quota : null, upgradeUrl: null } };
}

/** Runs calls of MoltFlow for a person: a `MoltflowError` becomes the refusal that explains it. */
export async function explained<T>(calls: () => Promise<T>, perMinute?: number): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    throw error instanceof MoltflowError ? explainMoltflowError(error, perMinute) : error;
  }
}
