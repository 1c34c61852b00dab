import type { TRPC_ERROR_CODE_KEY } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type ErrorCode, type ErrorParams } from "#server/core/errors.ts";

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
  /** Wrong input by field, as keys of `errors.`. */
  fields: Record<string, string>;
  requestId: string;
};

/** The public face of whatever was thrown; what we did not expect says nothing of its cause. */
export function publicError(cause: unknown, requestId: string): PublicError {
  const base = { params: {}, retryAfterMs: null, fields: {}, requestId };
  if (cause instanceof DomainError) {
    const { reason, params, retryAfterMs } = cause;
    return { ...base, reason, params, retryAfterMs: retryAfterMs ?? null };
  }
  if (cause instanceof ZodError) {
    const fields = Object.fromEntries(cause.issues.map((issue) => [issue.path.join("."), issue.message]));
    return { ...base, reason: "input.invalid", fields };
  }
  return { ...base, reason: "internal" };
}

/** HTTP headers for an answer with these errors: when to come back, in seconds, if any of them says so. */
export function headersOf(errors: readonly { cause?: unknown }[]): Record<string, string> {
  const waits = errors.flatMap(({ cause }) => (cause instanceof DomainError && cause.retryAfterMs) || []);
  return waits.length === 0 ? {} : { "retry-after": String(Math.ceil(Math.max(...waits) / 1000)) };
}
