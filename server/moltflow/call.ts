import createClient, { type Client, defaultPathSerializer } from "openapi-fetch";
import type { z } from "zod";
import { type DriftReporter, reportDrift } from "./drift.ts";
import { MoltflowError } from "./errors.ts";
import { type OperationId, operations } from "./generated/operations.ts";
import type { paths } from "./generated/types.ts";
import { parseJson } from "./refusals.ts";
import type { StreamTransport, StreamWish } from "./stream.ts";
import type { Answer, Transport } from "./transport.ts";

export type MoltflowApi = Client<paths>;

/** What a call hands to openapi-fetch so that its request travels through our transports. */
type CallInit = { fetch: (request: Request) => Promise<Response>; parseAs: "stream" };

type Send = (init: CallInit) => Promise<unknown>;

export type Calls = {
  api: MoltflowApi;
  /** The answer's bytes, for what is not JSON. */
  bytes(operation: OperationId, send: Send): Promise<Answer>;
  /** The JSON of an answer, compared with the contract; undefined when it holds none. */
  read(operation: OperationId, answer: Answer): unknown;
  /** One object, read by `schema`; throws `unexpected_answer` when it cannot be. */
  one<T>(operation: OperationId, schema: z.ZodType<T>, send: Send): Promise<T>;
  /** For writes whose answer the contract only guesses: null when it is not the object hoped for. */
  maybe<T>(operation: OperationId, schema: z.ZodType<T>, send: Send): Promise<T | null>;
  /** A bare array or an envelope around one; an item that cannot be read is left out and reported. */
  list<T>(operation: OperationId, schema: z.ZodType<T>, send: Send): Promise<T[]>;
  /** An answer that stays open, as its chunks arrive. */
  stream(operation: OperationId, wish: StreamWish, send: Send): AsyncGenerator<Uint8Array>;
  report: DriftReporter;
};

/** Reads answers tolerantly: the contract is compared for the log, our own schemas decide. */
export function createCalls(
  baseUrl: string,
  transport: Transport,
  streamTransport: StreamTransport,
  report: DriftReporter,
): Calls {
  const api = createClient<paths>({
    baseUrl,
    headers: { Accept: "application/json" },
    pathSerializer: safePath,
  });

  /** The request that openapi-fetch builds; our transports send it. */
  const build = async (operation: OperationId, send: Send): Promise<Request> => {
    const requests: Request[] = [];
    await send({
      parseAs: "stream",
      fetch: async (request) => {
        requests.push(request);
        return new Response(null, { status: 204 });
      },
    });
    const [request] = requests;
    if (request === undefined) throw new TypeError(`The call ${operation} built no request`);
    return request;
  };

  const bytes: Calls["bytes"] = async (operation, send) => transport(operation, await build(operation, send));

  const read: Calls["read"] = (operation, { bytes, status }) => {
    const value = bytes.byteLength === 0 ? undefined : parseJson(new TextDecoder().decode(bytes));
    reportDrift(operation, status, value, report);
    return value;
  };

  return {
    api,
    bytes,
    read,
    report,
    async *stream(operation, wish, send) {
      yield* streamTransport(operation, await build(operation, send), wish);
    },
    async one(operation, schema, send) {
      const answer = await bytes(operation, send);
      const parsed = schema.safeParse(read(operation, answer));
      if (!parsed.success) throw unreadable(operation, answer);
      return parsed.data;
    },
    async maybe(operation, schema, send) {
      return schema.safeParse(read(operation, await bytes(operation, send))).data ?? null;
    },
    async list(operation, schema, send) {
      const answer = await bytes(operation, send);
      const items = itemsOf(read(operation, answer));
      if (items === null) throw unreadable(operation, answer);
      const readable = items.flatMap((item) => {
        const parsed = schema.safeParse(item);
        return parsed.success ? [parsed.data] : [];
      });
      if (readable.length < items.length) report(operation, "[]", "unreadable_item");
      if (readable.length === 0 && items.length > 0) throw unreadable(operation, answer);
      return readable;
    },
  };
}

/** A 2xx that cannot be read: a write has most likely been done. */
export function unreadable(operation: OperationId, { status, requestId }: Answer): MoltflowError {
  const outcome = operations[operation].method === "GET" ? "not_done" : "unknown";
  const detail = "The answer is not what the MoltFlow contract describes.";
  return new MoltflowError({ kind: "unexpected_answer", operation, requestId, status, outcome, detail });
}

/** An empty id or dots would quietly address another resource: `DELETE /webhooks/` instead of one webhook. */
function safePath(path: string, ids: Record<string, unknown>): string {
  for (const [name, id] of Object.entries(ids)) {
    if (/^\.{0,2}$/.test(String(id))) throw new TypeError(`MoltFlow's ${path} needs a ${name}.`);
  }
  return defaultPathSerializer(path, ids);
}

function itemsOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value;
  if (value === null || typeof value !== "object") return null;
  const arrays = Object.values(value).filter((member) => Array.isArray(member));
  return arrays.length === 1 && arrays[0] ? arrays[0] : null;
}
