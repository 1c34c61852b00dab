import { TRPCClientError } from "@trpc/client";
import type { AppRouter } from "#server/api/root.ts";

/** Whether a call of ours threw this; `data` is missing when no answer of our server arrived. */
export function isApiError(error: unknown): error is TRPCClientError<AppRouter> {
  return error instanceof TRPCClientError;
}

/** What kind of failure it was, as the keys of `errors.titles`. */
const kinds = {
  UNAUTHORIZED: "unauthenticated",
  FORBIDDEN: "forbidden",
  NOT_FOUND: "not_found",
  CONFLICT: "conflict",
  BAD_REQUEST: "invalid",
  TOO_MANY_REQUESTS: "limited",
  BAD_GATEWAY: "upstream",
  SERVICE_UNAVAILABLE: "unavailable",
} as const;

export type ErrorKind = (typeof kinds)[keyof typeof kinds] | "internal" | "unreachable";

function hasKind(code: string): code is keyof typeof kinds {
  return code in kinds;
}

/** The kind of anything that was thrown; what is not a call's error is a fault of ours. */
export function errorKind(error: unknown): ErrorKind {
  if (!isApiError(error)) return "internal";
  if (!error.data) return "unreachable";
  return hasKind(error.data.code) ? kinds[error.data.code] : "internal";
}
