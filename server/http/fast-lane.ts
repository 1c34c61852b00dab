import type { IncomingMessage, ServerResponse } from "node:http";
import { acceptEvent, type InboxReply, readNodeBody } from "#server/inbox/index.ts";

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

/** Answers `/in/<token>` without asking Next, which costs several times what the event itself does. */
export async function answerInbox(request: IncomingMessage, response: ServerResponse, token: string) {
  if (request.method !== "POST") {
    const body = { error: "method_not_allowed", message: "An inbox takes POST requests." };
    return send(response, { status: 405, body, headers: { allow: "POST" } });
  }
  const reply = await acceptEvent({
    token,
    headers: flatHeaders(request),
    readBody: () => readNodeBody(request),
  });
  send(response, reply);
}
