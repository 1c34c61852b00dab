import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";

export type Got = { url: string; headers: IncomingHttpHeaders; body: Buffer };

/** A developer's program: keeps what it is sent, and answers 204 or what `answer` says. */
export async function startReceiver(
  options: { port?: number; answer?: (response: ServerResponse, got: Got) => void } = {},
) {
  const { port = 0, answer = (response) => response.writeHead(204).end() } = options;
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const one = { url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) };
    got.push(one);
    answer(response, one);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const at = (server.address() as AddressInfo).port;
  return {
    ...{ got, port: at, url: `http://127.0.0.1:${at}`, close, [Symbol.asyncDispose]: close },
    /** Waits for so many requests. */
    until: (count: number) =>
      expect.poll(() => got.length, { timeout: 15_000, interval: 10 }).toBeGreaterThanOrEqual(count),
  };
}
