import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { Hono } from "hono";
import { z } from "zod";
import { workOffDue } from "./engine/due.ts";
import { StripeError, unknownUrl } from "./errors.ts";
import { apiVersion } from "./events.ts";
import { expandAll } from "./expand.ts";
import { type FormFields, parseForm } from "./form.ts";
import type { Answer, IdempotencyKeys } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { readParams, text } from "./params.ts";
import type { BoundRoute } from "./routes/route.ts";
import type { Sandbox } from "./sandbox.ts";

type Bindings = { Bindings: HttpBindings };
type Json = Record<string, unknown>;

const expandParam = z.array(text).optional();

/** The key of a Bearer or Basic header. */
function keyOf(header: string | undefined): string | null {
  const [scheme, value] = (header ?? "").split(" ");
  if (scheme === "Bearer" && value) return value;
  if (scheme === "Basic" && value) return Buffer.from(value, "base64").toString("utf8").split(":")[0] ?? null;
  return null;
}

/** @throws StripeError (401) for every key that is not one of test mode */
function checkKey(context: Context): void {
  const key = keyOf(context.req.header("authorization"));
  if (!key) {
    throw new StripeError(
      401,
      "invalid_request_error",
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (/^(sk|rk)_live_/.test(key)) {
    throw new StripeError(
      401,
      "invalid_request_error",
      "The local stand-in refuses live keys: this key belongs to real Stripe only.",
    );
  }
  if (!/^(sk|rk)_test_/.test(key)) {
    throw new StripeError(401, "invalid_request_error", `Invalid API Key provided: ${key.slice(0, 8)}***`);
  }
}

async function readFields(context: Context): Promise<FormFields> {
  const query = new URL(context.req.url).search.slice(1);
  const body = await context.req.text();
  const type = context.req.header("content-type") ?? "";
  if (body !== "" && !type.startsWith("application/x-www-form-urlencoded")) {
    throw new StripeError(
      400,
      "invalid_request_error",
      "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
    );
  }
  return parseForm([query, body].filter(Boolean).join("&"));
}

function errorBody(error: StripeError, requestId: string): string {
  const { code, param, ...more } = error.fields;
  return JSON.stringify({
    error: {
      ...(code ? { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` } : {}),
      ...more,
      message: error.message,
      ...(param ? { param } : {}),
      request_log_url: `/_stripe#${requestId}`,
      type: error.type,
    },
  });
}

/** What the stand-in itself did wrong; told apart from Stripe's refusals by the header and the words. */
function ownFault(error: unknown): StripeError {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new StripeError(500, "api_error", `The stand-in is broken here, not your program: ${detail}`);
}

function refused(error: unknown, requestId: string): Answer {
  const isOwnFault = !(error instanceof StripeError);
  const known = isOwnFault ? ownFault(error) : error;
  return { status: known.status, body: errorBody(known, requestId), requestId, isOwnFault };
}

type Call = { sandbox: Sandbox; route: BoundRoute; requestId: string };

function work({ sandbox, route, requestId }: Call, params: unknown, expand: string[]): Answer {
  try {
    const answer: Json = route.run(params);
    expandAll(sandbox, answer, expand);
    return { status: 200, body: JSON.stringify(answer, null, 2), requestId };
  } catch (error) {
    return refused(error, requestId);
  } finally {
    sandbox.changed();
  }
}

/** The API itself. `findRoute` gives null where Stripe, or the stand-in, has no such address. */
export function createApi(
  sandbox: Sandbox,
  keys: IdempotencyKeys,
  findRoute: (method: string, path: string) => BoundRoute | null,
): Hono<Bindings> {
  const app = new Hono<Bindings>();

  function respond(context: Context, answer: Answer, extra: Record<string, string> = {}): Response {
    return new Response(answer.body, {
      status: answer.status,
      headers: {
        "Content-Type": "application/json",
        "Request-Id": answer.requestId,
        "Stripe-Version": context.req.header("stripe-version") ?? apiVersion,
        ...(answer.isOwnFault ? { "Stripe-Should-Retry": "false" } : {}),
        ...extra,
      },
    });
  }

  async function answerTo(
    context: Context,
    requestId: string,
  ): Promise<{ answer: Answer; replayed: boolean }> {
    const { method, path } = context.req;
    checkKey(context);
    const fields = await readFields(context);
    const route = findRoute(method, path);
    if (!route) throw unknownUrl(method, path);
    const { expand: expandField, ...rest } = fields;
    const expand =
      readParams(z.object({ expand: expandParam }), expandField === undefined ? {} : { expand: expandField })
        .expand ?? [];
    // A request that is refused here was never begun: its key stays free.
    const params = readParams(route.params, rest);
    const key = method === "POST" ? context.req.header("idempotency-key") : undefined;
    const fingerprint = JSON.stringify([method, path, fields]);
    const known = key ? keys.recall(key, fingerprint) : null;
    if (known) return { answer: known, replayed: true };
    sandbox.request = { id: requestId, idempotency_key: key ?? null };
    const answer = work({ sandbox, route, requestId }, params, expand);
    if (key) keys.keep(key, fingerprint, answer);
    workOffDue(sandbox);
    return { answer, replayed: false };
  }

  app.all("/v1/*", async (context: Context<Bindings>) => {
    const { method, path } = context.req;
    const requestId = newId("req", 14);
    const note = (status: number | null, words: string | null) =>
      sandbox.requests.add({ at: sandbox.clock.now(), method, path, status, note: words, requestId });
    const fault = sandbox.faults.strike(method, path);
    if (fault?.drop === "before") {
      note(null, "connection cut before the work, as told");
      context.env.incoming.socket.destroy();
      return new Response();
    }
    if (fault?.status) {
      note(fault.status, "refused, as told");
      const error = new StripeError(fault.status, "api_error", "The stand-in was told to fail here.");
      return respond(context, { status: fault.status, body: errorBody(error, requestId), requestId });
    }
    try {
      const { answer, replayed } = await answerTo(context, requestId);
      if (fault?.drop === "after") {
        note(null, "connection cut after the work, as told");
        context.env.incoming.socket.destroy();
        return new Response();
      }
      const message = answer.status < 400 ? null : String(JSON.parse(answer.body).error.message);
      note(answer.status, replayed ? "replayed for its idempotency key" : message);
      const extra: Record<string, string> = replayed
        ? { "Idempotent-Replayed": "true", "Original-Request": answer.requestId }
        : {};
      return respond(context, replayed ? { ...answer, requestId } : answer, extra);
    } catch (error) {
      const answer = refused(error, requestId);
      note(answer.status, error instanceof Error ? error.message : String(error));
      return respond(context, answer);
    }
  });
  return app;
}
