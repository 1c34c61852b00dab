import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { type GuardedRequest, type SendRules, sendGuarded } from "#server/net/send.ts";
import { answering, hostile } from "./support/hostile.ts";

const rules: SendRules = { timeoutMs: 5_000, maxResponseBytes: 16_000, allowLoopback: true };

const send = (url: string, changed: Partial<SendRules> = {}, body: Buffer = Buffer.from("{}")) =>
  sendGuarded(
    { url, method: "POST", headers: { "content-type": "application/json" }, body } satisfies GuardedRequest,
    { ...rules, ...changed },
  );

const ok = (body: string, head = "") =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${head}\r\n${body}`;

test("a request arrives whole, and its answer comes back with the address and the times", async () => {
  const seen: Buffer[] = [];
  const server = await hostile((socket) => {
    socket.on("data", (chunk) => {
      seen.push(Buffer.from(chunk));
      if (Buffer.concat(seen).includes("hello")) socket.write(ok("thanks", "x-name: a\r\nx-name: b\r\n"));
    });
  });
  const outcome = await send(`${server.url}/hook?a=1`, {}, Buffer.from("hello"));
  expect(outcome).toMatchObject({ status: 200, error: null, detail: null, address: "127.0.0.1", cut: false });
  expect(outcome.headers).toMatchObject({ "x-name": "a, b" });
  expect(outcome.body.toString()).toBe("thanks");
  expect(outcome.firstByteMs).toBeLessThanOrEqual(outcome.durationMs);
  const request = Buffer.concat(seen).toString();
  expect(request).toMatch(/^POST \/hook\?a=1 HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\n/i);
  expect(request).toMatch(/\r\n\r\nhello$/);
});

test("a connection that stays open is used again, and its address is known each time", async () => {
  let connections = 0;
  const server = await hostile((socket) => {
    connections += 1;
    socket.on("data", (chunk) => chunk.toString().endsWith("{}") && socket.write(ok("")));
  });
  for (let i = 0; i < 9; i += 1) expect(await send(server.url)).toMatchObject({ address: "127.0.0.1" });
  // The second request may come before the first connection says that it is free.
  expect(connections).toBeLessThanOrEqual(2);
});

test.each([
  [204, null],
  [301, "redirect"],
  [302, "redirect"],
  [307, "redirect"],
  [400, "status"],
  [410, "status"],
  [503, "status"],
])("an answer of %i is %s", async (status, error) => {
  const server = await answering(`HTTP/1.1 ${status} Word\r\ncontent-length: 0\r\n\r\n`);
  expect(await send(server.url)).toMatchObject({ status, error });
});

test("a redirect to the metadata address is not followed", async () => {
  const where = "http://169.254.169.254/latest/meta-data/";
  const server = await answering(`HTTP/1.1 302 Found\r\nlocation: ${where}\r\ncontent-length: 0\r\n\r\n`);
  const outcome = await send(server.url);
  expect(outcome).toMatchObject({ status: 302, error: "redirect", address: "127.0.0.1" });
  expect(outcome.headers).toMatchObject({ location: where });
});

describe("what a server does to us costs a bounded time", () => {
  const hostileOnes: Record<string, string | null> = {
    "hangs before a word": null,
    "hangs amid the head": "HTTP/1.1 200 OK\r\nx-a: b\r\n",
    "hangs amid the body": "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhal",
  };
  for (const [name, text] of Object.entries(hostileOnes)) {
    test(name, async () => {
      const server = await hostile((socket) => {
        socket.once("data", () => text !== null && socket.write(text)).resume();
      });
      const outcome = await send(server.url, { timeoutMs: 200 });
      expect(outcome).toMatchObject({ error: "timeout", cut: false });
      expect(outcome.durationMs).toBeLessThan(1_000);
      await vi.waitFor(() => expect(server.closed()).toBe(1));
    });
  }

  test.each(["head", "body"])("a drip of a byte at a time in the %s ends at the deadline", async (part) => {
    const head = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n";
    const server = await hostile((socket) => {
      const timer = setInterval(() => socket.write("x"), 20);
      socket.once("data", () => socket.write(part === "head" ? `${head}x-a: ` : `${head}\r\n`));
      socket.on("close", () => clearInterval(timer));
    });
    const outcome = await send(server.url, { timeoutMs: 300 });
    expect(outcome.error).toBe("timeout");
    expect(outcome.body.length).toBeLessThan(100);
    await vi.waitFor(() => expect(server.closed()).toBe(1));
  });

  test("interim answers without end", async () => {
    const server = await hostile((socket) => {
      const timer = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\nx-a: b\r\n\r\n"), 10);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await send(server.url, { timeoutMs: 300 })).toMatchObject({ status: null, error: "timeout" });
  });
});

describe("what a server does to us costs a bounded memory", () => {
  test("of an answer without end the first bytes are kept, and the connection is closed", async () => {
    let written = 0;
    const server = await hostile((socket) => {
      const block = Buffer.alloc(64_000, "x");
      const fill = () => {
        while (!socket.destroyed && written < 1e9) {
          written += block.length;
          if (!socket.write(block)) return;
        }
      };
      socket.on("drain", fill);
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n");
        fill();
      });
    });
    const outcome = await send(server.url);
    expect(outcome).toMatchObject({ status: 200, error: null, cut: true });
    expect(outcome.body.equals(Buffer.alloc(rules.maxResponseBytes, "x"))).toBe(true);
    await vi.waitFor(() => expect(server.closed()).toBe(1));
    expect(written).toBeLessThan(50_000_000);
  });

  test("an answer of exactly so many bytes is whole", async () => {
    const server = await answering(ok("x".repeat(rules.maxResponseBytes)));
    expect(await send(server.url)).toMatchObject({ status: 200, error: null, cut: false });
  });

  test("a cut answer of an error is still an error", async () => {
    const server = await answering(`HTTP/1.1 500 No\r\ncontent-length: 99999\r\n\r\n${"x".repeat(20_000)}`);
    expect(await send(server.url)).toMatchObject({ status: 500, error: "status", cut: true });
  });

  test("a head without end", async () => {
    const server = await hostile((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const more = () => {
        while (!socket.destroyed && socket.write(`x-a: ${"b".repeat(1_000)}\r\n`));
      };
      socket.on("drain", more);
      socket.once("data", more);
    });
    expect(await send(server.url)).toMatchObject({ status: null, error: "closed" });
    await vi.waitFor(() => expect(server.closed()).toBe(1));
  });
});

describe("an answer that is none", () => {
  const broken: Record<string, string> = {
    garbage: "200 fine, thanks\n\n",
    "half a body": "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhal",
    "half a head": "HTTP/1.1 200 OK\r\nx-",
    nothing: "",
    "a chunk of nonsense": "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
  };
  for (const [name, text] of Object.entries(broken)) {
    test(name, async () => {
      const server = await hostile((socket) => {
        socket.once("data", () => socket.end(text));
      });
      const outcome = await send(server.url);
      expect(outcome.error).toBe("closed");
      expect(outcome.detail).not.toBe("");
    });
  }

  test("a 200 with garbage for a body is an answer: nobody reads it", async () => {
    const server = await answering(ok("\u0000\u0001 not what you think"));
    expect(await send(server.url)).toMatchObject({ status: 200, error: null });
  });
});

test("nobody listens", async () => {
  const server = await hostile(() => undefined);
  const { url } = server;
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const port = (other.address() as { port: number }).port;
  other.close();
  await once(other, "close");
  const outcome = await send(url.replace(/\d+$/, String(port)));
  expect(outcome).toMatchObject({ status: null, error: "connect" });
  expect(outcome.detail).toContain("ECONNREFUSED");
});

test("a server that reads nothing does not hold a large request for longer than the deadline", async () => {
  const held: Socket[] = [];
  const server = await hostile((socket) => held.push(socket.pause()));
  const outcome = await send(server.url, { timeoutMs: 300 }, Buffer.alloc(20_000_000));
  expect(outcome.error).toBe("timeout");
  for (const socket of held) socket.resume();
  await vi.waitFor(() => expect(server.closed()).toBe(1));
});

test("many at once each get their own answer", async () => {
  const server = await hostile((socket) => {
    socket.on("data", (chunk) => {
      const [, path] = /^POST (\S+)/.exec(chunk.toString()) ?? [];
      socket.write(ok(path ?? ""));
    });
  });
  const paths = Array.from({ length: 40 }, (_, i) => `/${i}`);
  const outcomes = await Promise.all(paths.map((path) => send(server.url + path)));
  expect(outcomes.map(({ body }) => body.toString())).toEqual(paths);
});
