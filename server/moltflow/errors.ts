import type { OperationId } from "./generated/operations.ts";

/**
 * Why a MoltFlow call failed. MoltFlow's 403 has five meanings, each with its own cure:
 * `forbidden_scope` (the key lacks `requiredScopes`), `forbidden_plan` (a limit or a feature of the plan),
 * `forbidden_history` (chat-history access is switched off), `forbidden_role` (the key's owner may not) and
 * `forbidden_policy` (allow-list, safeguard, reciprocity – or a refusal in words we do not know).
 * A `budget_wait` was never sent: the account's calls of this minute are spent, and `retryAtMs` says when its turn comes.
 */
export type MoltflowErrorKind =
  | "unauthorized"
  | "forbidden_scope"
  | "forbidden_plan"
  | "forbidden_history"
  | "forbidden_policy"
  | "forbidden_role"
  | "not_found"
  | "conflict"
  | "invalid"
  | "bad_state"
  | "rate_limited"
  | "budget_wait"
  | "server_error"
  | "timeout"
  | "network"
  | "unexpected_answer";

/** Whether a failed write may have happened all the same. A failed read is always `not_done`. */
export type Outcome = "not_done" | "unknown";

/** One rejected input: where it sits (`body.chat_id`) and MoltFlow's words for it. */
export type InputIssue = { path: string; message: string };

export type MoltflowErrorFields = {
  kind: MoltflowErrorKind;
  operation: OperationId;
  requestId: string;
  outcome: Outcome;
  /** HTTP status, or null when no answer arrived. */
  status?: number | null;
  detail?: string;
  requiredScopes?: string[];
  issues?: InputIssue[];
  /** When a rate-limited call may be tried again, in epoch milliseconds. */
  retryAtMs?: number | null;
  /** Calls left in the window, as told beside a 429. */
  remaining?: number | null;
  /** Of a `budget_wait` that is not for the account's sake: who asked to wait. */
  cause?: unknown;
};

/**
 * The only error a MoltFlow call throws once its arguments are valid. `message` names the operation, the kind and
 * the request id and nothing from the answer, so it may be logged.
 */
export class MoltflowError extends Error {
  override readonly name = "MoltflowError";
  readonly kind: MoltflowErrorKind;
  readonly operation: OperationId;
  readonly requestId: string;
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly requiredScopes: readonly string[];
  readonly retryAtMs: number | null;
  readonly remaining: number | null;
  // Loggers print own properties; these two may name people.
  readonly #detail: string;
  readonly #issues: readonly InputIssue[];

  constructor(fields: MoltflowErrorFields) {
    const answered = fields.status ? `HTTP ${fields.status}, ` : "";
    const failed = `MoltFlow ${fields.operation} failed: ${fields.kind} (${answered}request ${fields.requestId})`;
    super(failed, fields.cause === undefined ? {} : { cause: fields.cause });
    this.kind = fields.kind;
    this.operation = fields.operation;
    this.requestId = fields.requestId;
    this.outcome = fields.outcome;
    this.status = fields.status ?? null;
    this.#detail = fields.detail ?? "";
    this.requiredScopes = fields.requiredScopes ?? [];
    this.#issues = fields.issues ?? [];
    this.retryAtMs = fields.retryAtMs ?? null;
    this.remaining = fields.remaining ?? null;
  }

  /** MoltFlow's own words, at most 300 characters and without keys; to be shown, not logged. Empty when it gave none. */
  get detail(): string {
    return this.#detail;
  }

  /** What MoltFlow's validation found; empty unless `invalid`. To be shown, not logged. */
  get issues(): readonly InputIssue[] {
    return this.#issues;
  }
}
