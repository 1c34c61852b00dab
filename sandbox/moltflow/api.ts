import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { ApiError } from "./api-error.ts";
import { authenticate, type Caller, missingScope, requireScope } from "./auth.ts";
import { sleep } from "./clock.ts";
import type { Operation } from "./contract.ts";
import type { ForbiddenReason } from "./faults.ts";
import type { Allowance } from "./rate-limit.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Tenant } from "./store.ts";
import { count } from "./usage.ts";

/** What a handler answers: JSON, or raw bytes, or an open stream. */
export type Answer = {
  status: number;
  json?: unknown;
  raw?: { type: string; body: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> };
};

/** An authenticated, validated call of one operation. */
export type Call = {
  sandbox: Sandbox;
  /** Whose call it is. Reading it in a public operation is a mistake and throws. */
  readonly tenant: Tenant;
  param(name: string): string;
  query: Record<string, unknown>;
  body: unknown;
  accept: string;
};

export type Handler = (call: Call) => Answer | Promise<Answer>;
export type Handlers = Record<string, Handler>;

type ApiContext = Context<{ Bindings: HttpBindings }>;

/** What became of one request; the log entry is written from it. */
type Course = {
  operation: Operation | null;
  tenant: Tenant | null;
  allowance: Allowance | null;
  fault: string | null;
};

export const apiPrefix = "/api/v2";

// Calls without a key share one window; the contract names no limit for them, so the widest plan's serves.
const anonymousCaller = { id: "anonymous", callsPerMinute: 60 };

function untilClosing(closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (closing.aborted) resolve();
    else closing.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function readBody(context: ApiContext, operation: Operation): Promise<unknown> {
  if (!operation.bodySchema) return undefined;
  const text = await context.req.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ApiError(422, [{ loc: ["body"], msg: `JSON decode error: ${reason}`, type: "json_invalid" }]);
  }
}

async function strikeBefore(sandbox: Sandbox, course: Course, operation: Operation): Promise<void> {
  const situation = { tenantId: course.tenant?.id ?? null, operation: operation.id };
  const latency = sandbox.faults.strike("latency", situation);
  if (latency) {
    course.fault = "latency";
    await Promise.race([sleep(sandbox.clock, latency.ms), untilClosing(sandbox.closing)]);
  }
  if (sandbox.faults.strike("hang", situation)) {
    course.fault = "hang";
    await untilClosing(sandbox.closing);
  }
  // A call that was held back must not do its work while the sandbox shuts down.
  if (sandbox.closing.aborted) throw new ApiError(503, "The sandbox is closing");
  const limited = sandbox.faults.strike("rate_limited", situation);
  if (limited) {
    course.fault = "rate_limited";
    course.allowance = limited.withHeaders
      ? {
          allowed: false,
          remaining: limited.remaining,
          resetAtMs: sandbox.clock.now() + limited.resetAfterMs,
        }
      : null;
    const seconds = String(Math.ceil(limited.resetAfterMs / 1000));
    throw new ApiError(429, "Rate limit exceeded", limited.withHeaders ? { "Retry-After": seconds } : {});
  }
  const forbidden = sandbox.faults.strike("forbidden", situation);
  if (forbidden) {
    course.fault = "forbidden";
    throw forbiddenError(forbidden.reason, operation);
  }
  const broken = sandbox.faults.strike("server_error", situation);
  if (broken) {
    course.fault = "server_error";
    throw new ApiError(broken.status, "Internal server error");
  }
}

/** The words and headers that the same refusal has where the sandbox comes to it by itself. */
function forbiddenError(reason: ForbiddenReason, { scope }: Operation): ApiError {
  if (reason === "scope" && scope) return missingScope(scope);
  const words: Record<ForbiddenReason, string> = {
    scope: "Missing required scope",
    plan: "Plan limit reached: upgrade your plan",
    history: "Chat history access requires opt-in",
    policy: "Message blocked by content policy: built-in:pii",
    role: "Only an admin may do this",
  };
  return new ApiError(403, words[reason]);
}

function takeAllowance(sandbox: Sandbox, course: Course, caller: Caller | null): void {
  const { tenant } = course;
  const allowance = tenant
    ? sandbox.limiter.take(tenant.id, sandbox.contract.plans[tenant.plan].requests_per_minute)
    : sandbox.limiter.take(anonymousCaller.id, anonymousCaller.callsPerMinute);
  course.allowance = allowance;
  if (!allowance.allowed) {
    const seconds = Math.max(1, Math.ceil((allowance.resetAtMs - sandbox.clock.now()) / 1000));
    throw new ApiError(429, "Rate limit exceeded", { "Retry-After": String(seconds) });
  }
  if (tenant) count(sandbox, tenant.id, "apiCalls");
  if (caller?.key) caller.key.lastUsedAtMs = sandbox.clock.now();
}

async function run(
  sandbox: Sandbox,
  handlers: Handlers,
  context: ApiContext,
  course: Course,
): Promise<Answer> {
  const path = context.req.path.slice(apiPrefix.length);
  const match = sandbox.contract.match(context.req.method, path);
  if (!match) throw new ApiError(404, "Not Found");
  if (match.found === "path")
    throw new ApiError(405, "Method Not Allowed", { Allow: match.allowed.join(", ") });
  const { operation, params } = match;
  course.operation = operation;
  const handler = handlers[operation.id];
  if (!handler) throw new ApiError(501, `The sandbox does not serve ${operation.id} (${operation.tag}) yet`);

  const caller = authenticate(sandbox, operation, context.req.raw);
  course.tenant = caller?.tenant ?? null;
  await strikeBefore(sandbox, course, operation);
  takeAllowance(sandbox, course, caller);
  if (caller) requireScope(caller, operation);
  const checked = sandbox.validator.checkRequest(operation, {
    params,
    query: context.req.query(),
    body: await readBody(context, operation),
  });
  if (!checked.ok) throw new ApiError(422, checked.issues);
  return handler({
    sandbox,
    get tenant() {
      if (!caller) throw new Error(`${operation.id} is public: it has no tenant.`);
      return caller.tenant;
    },
    param: (name) => params[name] ?? "",
    query: checked.query,
    body: checked.body,
    accept: context.req.header("accept") ?? "",
  });
}

function toAnswer(error: unknown): { answer: Answer; headers: Record<string, string> } {
  if (error instanceof ApiError) {
    return { answer: { status: error.status, json: { detail: error.detail } }, headers: error.headers };
  }
  process.stderr.write(`MoltFlow sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  return { answer: { status: 500, json: { detail: "Internal server error" } }, headers: {} };
}

function rateLimitHeaders(course: Course, status: number): Record<string, string> {
  const listed = course.operation?.answers.get(String(status))?.headers.includes("X-RateLimit-Remaining");
  if (!course.allowance || !listed) return {};
  return {
    "X-RateLimit-Remaining": String(course.allowance.remaining),
    "X-RateLimit-Reset": String(Math.ceil(course.allowance.resetAtMs / 1000)),
  };
}

// Answers that a fault invents, and the ones outside the served contract, have no promise to keep.
function violationsOf(sandbox: Sandbox, course: Course, answer: Answer, headers: Headers): string[] {
  const invented =
    ["rate_limited", "server_error", "forbidden"].includes(course.fault ?? "") || sandbox.closing.aborted;
  if (!course.operation || invented || answer.status === 501) return [];
  const type = answer.raw?.type ?? "application/json";
  const problems = sandbox.validator.checkAnswer(course.operation, answer.status, headers, type, answer.json);
  if (problems.length > 0) {
    sandbox.reportViolation({ where: `${course.operation.id} ${answer.status}`, problems });
  }
  return problems;
}

function toResponse(answer: Answer, headers: Headers): Response {
  headers.set("Content-Type", answer.raw?.type ?? "application/json");
  return new Response(answer.raw ? answer.raw.body : JSON.stringify(answer.json), {
    status: answer.status,
    headers,
  });
}

/** Serves everything under `/api/v2`: match, authenticate, limit, validate, handle, and check the answer. */
export function createApi(sandbox: Sandbox, handlers: Handlers) {
  return async (context: ApiContext): Promise<Response> => {
    const startedAtMs = sandbox.clock.now();
    const course: Course = { operation: null, tenant: null, allowance: null, fault: null };
    const outcome = await run(sandbox, handlers, context, course).then(
      (done) => ({ answer: done, headers: {} }),
      toAnswer,
    );
    const { headers: extra } = outcome;
    let { answer } = outcome;
    const headers = new Headers({ ...extra, ...rateLimitHeaders(course, answer.status) });
    const violations = violationsOf(sandbox, course, answer, headers);
    if (sandbox.strict && violations.length > 0) {
      answer = { status: 500, json: { detail: `The sandbox broke the contract: ${violations.join("; ")}` } };
    }
    const situation = { tenantId: course.tenant?.id ?? null, operation: course.operation?.id ?? "" };
    const lost = answer.status < 400 ? sandbox.faults.strike("timeout_after_work", situation) : undefined;
    sandbox.requests.add({
      atMs: startedAtMs,
      method: context.req.method,
      path: context.req.path,
      operation: course.operation?.id ?? null,
      tenantId: course.tenant?.id ?? null,
      status: lost ? null : answer.status,
      durationMs: sandbox.clock.now() - startedAtMs,
      fault: lost ? lost.kind : course.fault,
      violations,
    });
    sandbox.changed();
    if (lost?.closeConnection) {
      context.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    }
    if (lost) await untilClosing(sandbox.closing);
    return toResponse(answer, headers);
  };
}
