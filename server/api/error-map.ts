import type { TRPC_ERROR_CODE_KEY } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type ErrorCode, type ErrorParams } from "#server/core/errors.ts";
import type { LimiterName, Quota } from "#server/core/quota.ts";
import { rateHeaders } from "./rate-headers.ts";

/** The one map from our refusals to tRPC's codes. */
export const trpcCodes: Record<ErrorCode, TRPC_ERROR_CODE_KEY> = {
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  invalid: "BAD_REQUEST",
  limited: "TOO_MANY_REQUESTS",
  upstream: "BAD_GATEWAY",
  unavailable: "SERVICE_UNAVAILABLE",
};

/** What a browser learns of an error beside its code. */
export type PublicError = {
  reason: string;
  params: ErrorParams;
  retryAfterMs: number | null;
  /** Of a limiter's refusal: which one, and where to get more. */
  limiter: LimiterName | null;
  upgradeUrl: string | null;
  /** Wrong input by field, as keys of `errors.`. */
  fields: Record<string, string>;
  requestId: string;
};

/** The public face of whatever was thrown; what we did not expect says nothing of its cause. */
export function publicError(cause: unknown, requestId: string): PublicError {
  const base = { params: {}, retryAfterMs: null, limiter: null, upgradeUrl: null, fields: {}, requestId };
  if (cause instanceof DomainError) {
    const { reason, params, retryAfterMs = null, limited } = cause;
    const { limiter = null, upgradeUrl = null } = limited ?? {};
    return { ...base, reason, params, retryAfterMs, limiter, upgradeUrl };
  }
  if (cause instanceof ZodError) {
    const fields = Object.fromEntries(cause.issues.map((issue) => [issue.path.join("."), issue.message]));
    return { ...base, reason: "input.invalid", fields };
  }
  return { ...base, reason: "internal" };
}

/**
 * HTTP headers for an answer with these errors: when to come back, in seconds, if any of them says so, and the limit that
 * refused first, or else the program's `quota`.
 */
export function headersOf(errors: readonly { cause?: unknown }[], quota?: Quota): Record<string, string> {
  const refusals = errors.flatMap(({ cause }) => (cause instanceof DomainError ? cause : []));
  const waits = refusals.flatMap(({ retryAfterMs }) => retryAfterMs || []);
  const told = refusals.find(({ limited }) => limited?.quota)?.limited?.quota ?? quota;
  return {
    ...(told && rateHeaders(told)),
    ...(waits.length > 0 && { "retry-after": String(Math.ceil(Math.max(...waits) / 1000)) }),
  };
}
