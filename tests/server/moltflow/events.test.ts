import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { MoltflowClient, SessionEvent } from "#server/moltflow/index.ts";
import { clientOf, failure, json, memoryLog, SESSION, TEST_KEY, upstream } from "./upstream.ts";

const TOKEN = "eyJhbGciOi.canary-9f3b.c2lnbmF0dXJl";
const STATUS = { event: "session.status", timestamp: "2026-02-11T10:00:00Z", data: { status: "qr_code" } };

type Streamer = (write: (text: string) => void, end: () => void) => void;

/** A MoltFlow that answers with one stream. */
async function streaming(stream: Streamer, contentType = "text/event-stream; charset=utf-8") {
  return upstream((response) => {
    response.writeHead(200, { "Content-Type": contentType });
    response.flushHeaders();
    stream(
      (text) => void response.write(text),
      () => void response.end(),
    );
  });
}

const sse = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;

async function follow(
  client: MoltflowClient,
  signal = new AbortController().signal,
): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  for await (const event of client.streamSessionEvents(SESSION.id, { token: TOKEN, signal }))
    events.push(event);
  return events;
}

describe("a session's stream", () => {
  it("is followed with the token in the address and without the key, until MoltFlow closes it", async () => {
    await using server = await streaming((write, end) => {
      write(sse(STATUS));
      write(": keep-alive\n\n");
      write(`event: connection.update\ndata: {"state":"open"}\n\n`);
      end();
    });
    const events = await follow(clientOf(server.url));
    expect(events).toEqual([
      { event: "session.status", occurredAt: new Date(STATUS.timestamp), data: STATUS.data },
      { event: "connection.update", occurredAt: null, data: { state: "open" } },
    ]);
    const [hit] = server.hits;
    expect(hit?.url).toBe(`/api/v2/sessions/${SESSION.id}/events?token=${encodeURIComponent(TOKEN)}`);
    expect(hit?.headers).toMatchObject({ accept: "text/event-stream" });
    expect(JSON.stringify(hit?.headers)).not.toContain(TEST_KEY);
  });

  it("leaves out what is no event, and says so once", async () => {
    const log = memoryLog();
    await using server = await streaming((write, end) => {
      for (const text of ["data: hello\n\n", "data: [1]\n\n", sse({ data: {} })]) write(text);
      write(sse(STATUS));
      end();
    });
    expect(await follow(clientOf(server.url, { log }))).toHaveLength(1);
    expect(log.lines.map(({ fields }) => fields)).toEqual([
      { operation: "streamSessionEvents", path: "", drift: "unreadable_item" },
    ]);
  });

  it("ends without an error when its listener has enough, and the line is closed", async () => {
    for (const how of ["break", "abort", "before"] as const) {
      let closed = false;
      await using server = await upstream((response) => {
        response.on("close", () => {
          closed = true;
        });
        response.writeHead(200, { "Content-Type": "text/event-stream" });
        response.write(sse(STATUS));
      });
      const enough = new AbortController();
      if (how === "before") enough.abort();
      const access = { token: TOKEN, signal: enough.signal };
      let heard = 0;
      for await (const _ of clientOf(server.url).streamSessionEvents(SESSION.id, access)) {
        heard += 1;
        if (how === "break") break;
        enough.abort();
      }
      expect(heard).toBe(how === "before" ? 0 : 1);
      if (how !== "before") await expect.poll(() => closed).toBe(true);
    }
  });

  it("that never answers is a timeout, that breaks off a network error, and neither is tried again", async () => {
    await using silent = await upstream(() => undefined);
    const client = clientOf(silent.url, { timeoutMs: 200 });
    expect(await failure(follow(client))).toMatchObject({ kind: "timeout", outcome: "not_done" });
    expect(silent.hits).toHaveLength(1);
    await using broken = await upstream((response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      response.write(sse(STATUS), () => response.destroy());
    });
    expect(await failure(follow(clientOf(broken.url)))).toMatchObject({ kind: "network" });
    expect(broken.hits).toHaveLength(1);
  });

  it("lives longer than the patience for its first answer", async () => {
    await using server = await streaming((write, end) => {
      setTimeout(() => {
        write(sse(STATUS));
        end();
      }, 500);
    });
    expect(await follow(clientOf(server.url, { timeoutMs: 200 }))).toHaveLength(1);
  });

  it("is an unexpected answer when it is no stream, redirects, or sends an endless event", async () => {
    await using page = await streaming((_, end) => end(), "text/html");
    expect(await failure(follow(clientOf(page.url)))).toMatchObject({
      kind: "unexpected_answer",
      status: 200,
    });
    await using moved = await upstream((response) =>
      response.writeHead(302, { Location: "/elsewhere" }).end(),
    );
    expect(await failure(follow(clientOf(moved.url)))).toMatchObject({
      kind: "unexpected_answer",
      status: 302,
    });
    expect(moved.hits).toHaveLength(1);
    await using endless = await streaming((write) => write(`data: ${"x".repeat(300 * 1024)}`));
    const error = await failure(follow(clientOf(endless.url)));
    expect(error).toMatchObject({ kind: "unexpected_answer", detail: expect.stringContaining("256 KiB") });
    expect(error.requestId).toBe(endless.hits[0]?.headers["x-request-id"]);
  });

  it("tells of a refusal and of what is left of the window, and quotes the token nowhere", async () => {
    const log = memoryLog();
    const news: unknown[] = [];
    const headers = { "X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "30" };
    await using server = await upstream((response) =>
      json(response, 401, { detail: `The token ${TOKEN} has run out` }, headers),
    );
    const client = clientOf(server.url, { log, onRateLimit: (heard) => void news.push(heard) });
    const error = await failure(follow(client));
    expect(error).toMatchObject({ kind: "unauthorized", status: 401 });
    expect(error.detail).toContain("[token]");
    expect(news).toMatchObject([{ remaining: 3, limited: false }]);
    const leaky = async (url: string) => {
      throw new TypeError(`fetch of ${url} failed`);
    };
    const lost = await failure(follow(clientOf("http://moltflow.test", { fetch: leaky, log })));
    for (const shown of [error, lost, log.lines]) {
      expect(inspect(shown, { depth: 20, showHidden: true, getters: true })).not.toContain(TOKEN);
    }
  });
});
