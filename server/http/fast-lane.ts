import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { acceptEvent, type InboxReply, readNodeBody } from "#server/inbox/index.ts";
import { answerSmee } from "#server/streams/index.ts";
import { clientIp, clientIpHeader } from "./security.ts";

const prefix = "/in/";

/** The token of `/in/<token>`; null for every other path. */
export function inboxTokenOf(url: string): string | null {
  if (!url.startsWith(prefix)) return null;
  const end = url.search(/[?#]/);
  const token = url.slice(prefix.length, end < 0 ? undefined : end);
  return token !== "" && !token.includes("/") ? token : null;
}

function send(response: ServerResponse, { status, body, headers }: InboxReply): void {
  const json = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(json),
    "cache-control": "no-store",
    ...headers,
  });
  response.end(json);
}

function flatHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

/** Hands on an answer as its reader takes it; whoever leaves ends it. */
async function sendResponse(response: ServerResponse, { status, headers, body }: Response): Promise<void> {
  response.writeHead(status, Object.fromEntries(headers));
  if (!body) return void response.end();
  // Most of these end with a reader that left, or was cut off: no fault of anybody's.
  await pipeline(Readable.fromWeb(body as ReadableStream), response).catch(() => response.destroy());
}

/** Answers whatever is no POST: a stream in the smee protocol, or a refusal. */
async function answerOther(request: IncomingMessage, response: ServerResponse, token: string): Promise<void> {
  const left = new AbortController();
  response.once("close", () => left.abort());
  const headers = new Headers({ ...flatHeaders(request), [clientIpHeader]: clientIp(request) });
  const isGet = request.method === "GET";
  if (!isGet) headers.delete("accept");
  const path = request.url ?? "/";
  await sendResponse(response, await answerSmee(token, { path, headers, signal: left.signal }));
}

/** Answers `/in/<token>` without asking Next, which costs several times what the event itself does. */
export async function answerInbox(request: IncomingMessage, response: ServerResponse, token: string) {
  if (request.method !== "POST") return answerOther(request, response, token);
  const reply = await acceptEvent({
    token,
    headers: flatHeaders(request),
    readBody: () => readNodeBody(request),
  });
  send(response, reply);
}
