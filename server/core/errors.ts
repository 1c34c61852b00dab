import type { Limited } from "./quota.ts";

/** What kind of refusal this is; tRPC and HTTP each map it once. */
export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid"
  | "limited"
  | "upstream"
  | "unavailable";

/** Values that a translated message may name. Never a secret, never a customer's words. */
export type ErrorParams = Record<string, string | number>;

/**
 * An expected refusal. `reason` is stable (`number.not_working`) and names the translated text under `errors.`;
 * `message` is the same in English for operators and programs: what happened, why, what to do next.
 */
export class DomainError extends Error {
  override name = "DomainError";
  readonly code: ErrorCode;
  readonly reason: string;
  readonly params: ErrorParams;
  readonly retryAfterMs: number | undefined;
  /** Of a refusal by a limiter. */
  readonly limited: Limited | undefined;

  constructor(
    code: ErrorCode,
    reason: string,
    message: string,
    options: { params?: ErrorParams; retryAfterMs?: number; limited?: Limited; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.reason = reason;
    this.params = options.params ?? {};
    this.retryAfterMs = options.retryAfterMs;
    this.limited = options.limited;
  }
}

/** Nothing by that id in this workspace; a foreign id gets the same answer. */
export function notFound(what: string): DomainError {
  return new DomainError(
    "not_found",
    `${what}.not_found`,
    `This ${what} does not exist, or you may not see it.`,
  );
}

/** An error as one line of text, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
