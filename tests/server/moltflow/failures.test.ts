import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RateLimitNews } from "#server/moltflow/index.ts";
import { clientOf, failure, json, MESSAGE, memoryLog, SESSION, TEXT, upstream } from "./upstream.ts";

const SIX_MIB = Buffer.alloc(6 * 1024 * 1024, "x");
const QUICK = { timeoutMs: 400 };

describe("an upstream that does not finish", () => {
  it("that never answers is a timeout: reads are tried three times, a send once and its outcome is unknown", async () => {
    await using server = await upstream(() => undefined);
    const client = clientOf(server.url, QUICK);
    expect(await failure(client.sendText(TEXT))).toMatchObject({
      kind: "timeout",
      outcome: "unknown",
      status: null,
    });
    expect(server.hits).toHaveLength(1);
    expect(await failure(client.listSessions())).toMatchObject({ kind: "timeout", outcome: "not_done" });
    expect(server.hits).toHaveLength(4);
  });

  it("that drips its body is cut off by the same timeout", async () => {
    await using server = await upstream((response) => {
      response.writeHead(201, { "Content-Type": "application/json" });
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    });
    const error = await failure(clientOf(server.url, QUICK).sendText(TEXT));
    expect(error).toMatchObject({ kind: "timeout", outcome: "unknown" });
  });

  it("that breaks off in the middle of a body is a network error of unknown outcome", async () => {
    await using server = await upstream((response) => {
      response.writeHead(201, { "Content-Type": "application/json", "Content-Length": "500" });
      response.write('{"id":"0000', () => response.destroy());
    });
    const error = await failure(clientOf(server.url).sendText(TEXT));
    expect(error).toMatchObject({ kind: "network", outcome: "unknown" });
    expect(server.hits).toHaveLength(1);
  });

  it("that hangs up without a word leaves a send unknown and unrepeated", async () => {
    await using server = await upstream((response) => response.destroy());
    const error = await failure(clientOf(server.url).sendText(TEXT));
    expect(error).toMatchObject({ kind: "network", outcome: "unknown" });
    expect(server.hits).toHaveLength(1);
  });

  it("still counts as a refusal when only the refusal's body breaks off", async () => {
    await using server = await upstream((response) => {
      response.writeHead(403, { "X-Required-Scopes": "messages:send", "Content-Length": "500" });
      response.write("{", () => response.destroy());
    });
    const error = await failure(clientOf(server.url).sendText(TEXT));
    expect(error).toMatchObject({
      kind: "forbidden_scope",
      requiredScopes: ["messages:send"],
      outcome: "not_done",
    });
  });
});

describe("an upstream that is not there", () => {
  it("proves that a send was not done", async () => {
    const closed = await upstream(() => undefined);
    await closed[Symbol.asyncDispose]();
    const error = await failure(clientOf(closed.url).sendText(TEXT));
    expect(error).toMatchObject({
      kind: "network",
      outcome: "not_done",
      detail: "ECONNREFUSED",
      status: null,
    });
  });

  it("by name proves the same", async () => {
    const unresolved = async () => {
      const cause = Object.assign(new Error("no such name"), { code: "ENOTFOUND", syscall: "getaddrinfo" });
      throw new TypeError("fetch failed", { cause });
    };
    const error = await failure(clientOf("http://moltflow.test", { fetch: unresolved }).sendText(TEXT));
    expect(error).toMatchObject({ kind: "network", outcome: "not_done", detail: "ENOTFOUND" });
  });
});

describe("retries", () => {
  it("carry a read over two server errors", async () => {
    await using server = await upstream((response, _hit, hitNumber) =>
      hitNumber < 3 ? json(response, 502, { detail: "Bad gateway" }) : json(response, 200, [SESSION]),
    );
    expect(await clientOf(server.url).listSessions()).toHaveLength(1);
    expect(server.hits).toHaveLength(3);
    expect(new Set(server.hits.map((hit) => hit.headers["x-request-id"])).size).toBe(1);
  });

  it("stop after the third try", async () => {
    await using server = await upstream((response) =>
      json(response, 500, { detail: "Internal server error" }),
    );
    const error = await failure(clientOf(server.url).listSessions());
    expect(error).toMatchObject({
      kind: "server_error",
      detail: "Internal server error",
      outcome: "not_done",
    });
    expect(server.hits).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 409, 422, 501])("never follow a %i", async (status) => {
    await using server = await upstream((response) => json(response, status, { detail: "No" }));
    expect(await failure(clientOf(server.url).listSessions())).toMatchObject({ status });
    expect(server.hits).toHaveLength(1);
  });

  it("never repeat a write, whatever its verb", async () => {
    await using server = await upstream((response) => json(response, 503, { detail: "Try later" }));
    const client = clientOf(server.url);
    const writes = [
      client.sendText(TEXT),
      client.createSession({ name: "Shop" }),
      client.startSession(SESSION.id),
      client.deleteSession(SESSION.id),
      client.updateSessionSettings(SESSION.id, { autoTranscribe: true }),
      client.updateWebhook(SESSION.id, { isActive: false }),
    ];
    for (const error of await Promise.all(writes.map(failure))) {
      expect(error).toMatchObject({ kind: "server_error", outcome: "unknown" });
    }
    expect(server.hits).toHaveLength(writes.length);
  });
});

describe("429", () => {
  it("with a wait of up to two seconds is waited for by a read", async () => {
    await using server = await upstream((response, _hit, hitNumber) =>
      hitNumber === 1
        ? json(response, 429, { detail: "Rate limit exceeded" }, { "Retry-After": "1" })
        : json(response, 200, [SESSION]),
    );
    const startedMs = performance.now();
    expect(await clientOf(server.url).listSessions()).toHaveLength(1);
    expect(performance.now() - startedMs).toBeGreaterThan(950);
  });

  it("with a longer wait is told at once, with the moment to try again", async () => {
    await using server = await upstream((response) =>
      json(
        response,
        429,
        { detail: "Rate limit exceeded" },
        { "Retry-After": "3", "X-RateLimit-Remaining": "0" },
      ),
    );
    const nowMs = Date.now();
    const error = await failure(clientOf(server.url).listSessions());
    expect(error).toMatchObject({ kind: "rate_limited", remaining: 0 });
    expect(error.retryAtMs).toBeGreaterThanOrEqual(nowMs + 3_000);
    expect(server.hits).toHaveLength(1);
  });

  it("without any header means one minute", async () => {
    await using server = await upstream((response) => json(response, 429, { detail: "Rate limit exceeded" }));
    const nowMs = Date.now();
    const error = await failure(clientOf(server.url).listSessions());
    expect(error.remaining).toBeNull();
    expect(error.retryAtMs).toBeGreaterThanOrEqual(nowMs + 60_000);
    expect(server.hits).toHaveLength(1);
  });

  it("is never waited for by a write", async () => {
    await using server = await upstream((response) => json(response, 429, {}, { "Retry-After": "0" }));
    expect(await failure(clientOf(server.url).sendText(TEXT))).toMatchObject({
      kind: "rate_limited",
      outcome: "not_done",
    });
    expect(server.hits).toHaveLength(1);
  });
});

describe("the listener for the rate limit", () => {
  it("hears of every answer, refusals and retries too", async () => {
    const news: RateLimitNews[] = [];
    const resetS = Math.ceil(Date.now() / 1_000) + 30;
    await using server = await upstream((response, _hit, hitNumber) => {
      const headers = { "X-RateLimit-Remaining": String(9 - hitNumber), "X-RateLimit-Reset": String(resetS) };
      json(response, hitNumber === 1 ? 500 : hitNumber === 2 ? 200 : 429, [SESSION], headers);
    });
    const client = clientOf(server.url, { onRateLimit: (heard) => void news.push(heard) });
    await client.listSessions();
    await failure(client.sendText(TEXT));
    const resetAtMs = resetS * 1_000;
    expect(news).toEqual([
      { remaining: 8, resetAtMs, limited: false },
      { remaining: 7, resetAtMs, limited: false },
      { remaining: 6, resetAtMs, limited: true },
    ]);
  });

  it("cannot make a message that was sent look failed", async () => {
    await using server = await upstream((response) => json(response, 201, MESSAGE));
    const log = memoryLog();
    const onRateLimit = () => {
      throw new Error("the budget is out of order");
    };
    expect(await clientOf(server.url, { log, onRateLimit }).sendText(TEXT)).toMatchObject({ status: "sent" });
    expect(log.lines.map(({ level }) => level)).toEqual(["warn"]);
  });
});

describe("answers that cannot be used", () => {
  it("redirects are not followed, so the key never travels to another address", async () => {
    await using elsewhere = await upstream((response) => json(response, 200, [SESSION]));
    for (const status of [301, 302, 303, 307, 308]) {
      await using server = await upstream((response) =>
        json(response, status, {}, { Location: elsewhere.url }),
      );
      const client = clientOf(server.url);
      expect(await failure(client.listSessions())).toMatchObject({ kind: "unexpected_answer", status });
      expect(await failure(client.sendText(TEXT))).toMatchObject({
        kind: "unexpected_answer",
        outcome: "unknown",
      });
      expect(server.hits).toHaveLength(2);
    }
    expect(elsewhere.hits).toEqual([]);
  });

  it("garbage instead of JSON is unexpected, and none of it is quoted", async () => {
    await using server = await upstream((response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end("<p>private words</p>");
    });
    const client = clientOf(server.url);
    const read = await failure(client.getSession(SESSION.id));
    expect(read).toMatchObject({ kind: "unexpected_answer", outcome: "not_done", status: 200 });
    expect(`${read.stack} ${read.detail}`).not.toContain("private words");
    expect(await failure(client.sendText(TEXT))).toMatchObject({
      kind: "unexpected_answer",
      outcome: "unknown",
    });
  });

  it("an answer over 5 MiB is dropped, also when it was small on the wire", async () => {
    await using plain = await upstream((response) => response.end(SIX_MIB));
    await using packed = await upstream((response) => {
      response.writeHead(200, { "Content-Encoding": "gzip", "Content-Type": "application/json" });
      response.end(gzipSync(SIX_MIB));
    });
    for (const server of [plain, packed]) {
      const error = await failure(clientOf(server.url, { timeoutMs: 10_000 }).listSessions());
      expect(error).toMatchObject({ kind: "unexpected_answer", detail: "The answer was larger than 5 MiB." });
      expect(server.hits).toHaveLength(1);
    }
  });

  it("a huge error page is still the server error it is", async () => {
    await using server = await upstream((response) => {
      response.writeHead(500);
      response.end(SIX_MIB);
    });
    expect(await failure(clientOf(server.url).sendText(TEXT))).toMatchObject({
      kind: "server_error",
      detail: "",
    });
  });
});
