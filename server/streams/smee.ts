import { isUtf8 } from "node:buffer";
import type { EventRow } from "#db/schema/index.ts";
import { createContext } from "#server/api/context.ts";
import { headersOf } from "#server/api/error-map.ts";
import type { Reader } from "#server/api/go-on.ts";
import { httpStatusOf } from "#server/api/http-error.ts";
import { env } from "#server/core/env.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { findInbox } from "#server/inbox/index.ts";
import { followerOf, followPages } from "./follow-pages.ts";
import { forwardedHeaders } from "./forwarded-headers.ts";
import { beginAt, openReader } from "./open-reader.ts";
import { respondWithStream } from "./respond-with-stream.ts";
import { inChunks, writeFrame } from "./sse.ts";
import { lastEventIdOf, wantsStream } from "./stream-request.ts";
import { toStreamEvent } from "./to-event.ts";

/** As smee.io pings; a proxy between may close what is silent for longer. */
const pingMs = 15_000;
/** smee-client wants to be back at once. */
const retryMs = 500;

const howTo =
  "Name an API token with the scope inbox.read at the end of the address: /in/…?token=mdk_…. Make one under Settings → API tokens.";

const answer = (status: number, error: string, message: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ error, message }), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });

/**
 * A message as smee-client takes it: the headers beside `body`, `query` and `timestamp`. It sends the body on as JSON
 * of its own making, so bytes that are no text go as base64 and say so.
 */
export function smeeMessage(row: EventRow, hidePhones: boolean): Record<string, unknown> {
  const { headers, body, bodyBase64 } = toStreamEvent(row, { raw: !hidePhones, hidePhones });
  const isBytes = !isUtf8(row.body) && bodyBase64 !== undefined;
  const kept = Object.entries(forwardedHeaders(headers)).filter(
    // What a browser says of its own request would be taken for a setting; the body has no encoding any more.
    ([name]) => !name.startsWith("sec-fetch-") && name !== "content-encoding",
  );
  return {
    ...Object.fromEntries(kept),
    ...(isBytes && { "x-moltdesk-body": "base64" }),
    body: isBytes ? bodyBase64 : body === "" ? {} : body,
    query: {},
    timestamp: row.receivedAt.getTime(),
  };
}

async function* chunksOf(
  reader: Reader,
  inbox: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { hidePhones } = reader.entered.workspace;
  const toFrame = (row: EventRow) => ({ id: row.seq, data: smeeMessage(row, hidePhones) });
  yield writeFrame({ retryMs, id: after, event: "ready", data: {} });
  const following = { wanted: { inbox }, after, signal, quietMs: pingMs };
  for await (const { rows, next } of followPages(followerOf(reader), following)) {
    if (rows.length === 0) yield writeFrame({ id: next, event: "ping", data: {} });
    else yield* inChunks(rows.values().map(toFrame));
  }
}

/** The stream of what an inbox receives from now on, or from where a reader that comes back was. */
async function open(token: string, url: URL, headers: Headers, left: AbortSignal): Promise<Response> {
  const shown = url.searchParams.get("token");
  const bearing = new Headers(headers);
  if (shown !== null) bearing.set("authorization", `Bearer ${shown}`);
  const reader = await openReader(await createContext(bearing, env().PUBLIC_URL));
  const { id: workspaceId } = reader.entered.workspace;
  const inbox = await findInbox(token);
  if (inbox?.workspaceId !== workspaceId) throw notFound("inbox");
  const after = await beginAt(workspaceId, lastEventIdOf(headers) ?? "latest");
  return respondWithStream(reader, left, (signal) => chunksOf(reader, inbox.id, after, signal));
}

/**
 * Answers whoever asks an inbox's address for something else than to take an event: in the smee protocol for whoever
 * wants a stream and shows a token, else 405.
 *
 * @param path the address with its query, or all of its URL
 */
export async function answerSmee(
  token: string,
  { path, headers, signal }: { path: string; headers: Headers; signal: AbortSignal },
): Promise<Response> {
  if (!wantsStream(headers)) {
    return answer(405, "method_not_allowed", "An inbox takes POST requests.", { allow: "POST" });
  }
  try {
    return await open(token, new URL(path, "http://inbox"), headers, signal);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "unauthenticated") return answer(401, "token_missing", `${error.message} ${howTo}`);
    return answer(httpStatusOf(error.code), error.reason, error.message, headersOf([{ cause: error }]));
  }
}
