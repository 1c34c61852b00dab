import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { expect } from "vitest";
import { GET } from "#app/api/inbox/events/route.ts";
import { someIp } from "#tests/server/tokens/fixtures.ts";

/** An installation as a developer reaches it: the door for events over real HTTP, which can leave and come back. */
export async function startInstallation(port = 0) {
  const server = createServer(async (request, response) => {
    const left = new AbortController();
    response.once("close", () => left.abort());
    const headers = { ...(request.headers as Record<string, string>), "x-moltdesk-ip": someIp() };
    const url = `http://localhost${request.url}`;
    const answer = await GET(new Request(url, { headers, signal: left.signal }));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (!answer.body) return void response.end();
    // Whoever leaves ends it.
    await pipeline(Readable.fromWeb(answer.body as ReadableStream), response).catch(() => undefined);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const at = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${at}`, port: at, close, [Symbol.asyncDispose]: close };
}

/** `npm run desk -- listen …` as a developer runs it. */
export function startListen(directory: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["scripts/desk.ts", "listen", ...args], {
    env: { ...process.env, MOLTDESK_DIR: directory, MOLTDESK_TOKEN: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const stop = () => {
    child.kill("SIGINT");
    return ended;
  };
  return {
    ...{ said, ended, stop, [Symbol.asyncDispose]: async () => void (await stop()) },
    untilSaid: (part: string) => expect.poll(() => said.err, { timeout: 20_000 }).toContain(part),
  };
}
