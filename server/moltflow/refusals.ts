import { z } from "zod";
import { type InputIssue, MoltflowError, type MoltflowErrorKind } from "./errors.ts";
import { type OperationId, operations } from "./generated/operations.ts";
import { readRateLimit, readRetryAt } from "./rate-limit.ts";

const DETAIL_CHARACTERS = 300;

/** The answer of a call that MoltFlow did not carry out as asked: any status but 2xx. */
export type Refusal = {
  operation: OperationId;
  requestId: string;
  status: number;
  headers: Headers;
  /** The body's text; empty when it could not be read. */
  body: string;
};

/**
 * Turns an answer that is not 2xx into the typed error. A 4xx proves that a write was not done; after a redirect
 * or a 5xx it may have been. `redact` removes secrets from MoltFlow's own words.
 */
export function refusalError(refusal: Refusal, redact: (text: string) => string): MoltflowError {
  const { operation, requestId, status, headers } = refusal;
  const { detail, issues } = readDetail(refusal.body, redact);
  const kind = kindOf(refusal, detail, issues);
  const refused = status >= 400 && status < 500;
  return new MoltflowError({
    kind,
    operation,
    requestId,
    status,
    detail,
    issues,
    outcome: refused || operations[operation].method === "GET" ? "not_done" : "unknown",
    requiredScopes: kind === "forbidden_scope" ? requiredScopes(headers, detail) : [],
    retryAtMs: kind === "rate_limited" ? readRetryAt(headers, Date.now()) : null,
    remaining: kind === "rate_limited" ? readRateLimit(headers, Date.now()).remaining : null,
  });
}

function kindOf(
  { operation, status, headers }: Refusal,
  detail: string,
  issues: InputIssue[],
): MoltflowErrorKind {
  if (status >= 500) return "server_error";
  switch (status) {
    case 400:
      return issues.length === 0 && isStateRefusal(operation, detail) ? "bad_state" : "invalid";
    case 401:
      return "unauthorized";
    case 402:
      return "forbidden_plan";
    case 403:
      return forbiddenKind(headers, detail);
    case 404:
    case 410:
      return "not_found";
    case 409:
      return "conflict";
    case 413:
    case 422:
      return "invalid";
    case 429:
      return "rate_limited";
    default:
      return "unexpected_answer";
  }
}

/** These take no input beside the session's id, so a 400 can only be about its state. */
const STATE_MOVES: ReadonlySet<OperationId> = new Set([
  "startSession",
  "stopSession",
  "restartSession",
  "logoutSession",
  "getSessionQr",
]);

function isStateRefusal(operation: OperationId, detail: string): boolean {
  if (
    STATE_MOVES.has(operation) ||
    /transition|not (working|connected|paired|ready)|not a (whatsapp )?business/i.test(detail)
  )
    return true;
  return operations[operation].scope === "messages:send" && /\bsession\b/i.test(detail);
}

/**
 * Tells the five meanings of 403 apart: the `X-Required-Scopes` header first, then the words, most specific first.
 * Unknown words become `forbidden_policy`: it is the one meaning that promises no cure by a new key, a switch, a
 * bigger plan or another role, so the reader sees MoltFlow's own words instead of wrong advice.
 */
function forbiddenKind(headers: Headers, detail: string): MoltflowErrorKind {
  if (headers.has("X-Required-Scopes") || /\bscopes?\b/i.test(detail)) return "forbidden_scope";
  if (/chat[ -]history|opt[ -]?in\b/i.test(detail)) return "forbidden_history";
  if (/reciproc|safeguard|allow-?(ed )?list|allowed numbers|polic(y|ies)|blocked|consent/i.test(detail)) {
    return "forbidden_policy";
  }
  if (/\bplans?\b|upgrade|quota|limit|subscription/i.test(detail)) return "forbidden_plan";
  if (/\broles?\b|\bowners?\b|\badmins?\b|permission/i.test(detail)) return "forbidden_role";
  return "forbidden_policy";
}

function requiredScopes(headers: Headers, detail: string): string[] {
  return (headers.get("X-Required-Scopes") ?? detail).match(/[a-z0-9-]+:[a-z]+/g) ?? [];
}

const detailSchema = z.object({
  detail: z.union([
    z.string(),
    z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() })),
  ]),
});

function readDetail(
  body: string,
  redact: (text: string) => string,
): { detail: string; issues: InputIssue[] } {
  // Redaction comes before trimming: a secret cut in half would no longer be recognised.
  const words = (text: string) => redact(text).slice(0, DETAIL_CHARACTERS);
  const parsed = detailSchema.safeParse(parseJson(body));
  if (!parsed.success) return { detail: "", issues: [] };
  const { detail } = parsed.data;
  if (typeof detail === "string") return { detail: words(detail), issues: [] };
  const issues = detail.map(({ loc, msg }) => ({ path: words(loc.join(".")), message: words(msg) }));
  return { detail: words(issues.map(({ path, message }) => `${path}: ${message}`).join("; ")), issues };
}

/** The parsed text, or undefined when it is not JSON. The parser's own complaint quotes the text, so it goes no further. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
