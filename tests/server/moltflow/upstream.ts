import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createMoltflowClient, type MoltflowClientOptions, MoltflowError } from "#server/moltflow/index.ts";

export const TEST_KEY = "mf_canary_5c1d7e90b2";

export type Hit = { method: string; url: string; headers: IncomingMessage["headers"]; body: string };

type Reply = (response: ServerResponse, hit: Hit, hitNumber: number) => void;

/** A one-test MoltFlow that answers every request with `reply` and remembers what it was asked. */
export async function upstream(reply: Reply) {
  const hits: Hit[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const hit = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
    hits.push(hit);
    reply(response, hit, hits.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The test server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    hits,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(response: ServerResponse, status: number, value: unknown, headers: object = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

export function clientOf(url: string, options: Partial<MoltflowClientOptions> = {}) {
  return createMoltflowClient({ baseUrl: url, apiKey: TEST_KEY, timeoutMs: 2_000, ...options });
}

/** The typed error a call fails with; any other end fails the test. */
export async function failure(call: Promise<unknown>): Promise<MoltflowError> {
  const result = await call.then(
    () => "no error",
    (error: unknown) => error,
  );
  if (result instanceof MoltflowError) return result;
  throw new Error(`Expected a MoltflowError, got: ${String(result)}`);
}

export function memoryLog() {
  const lines: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields: { ...fields }, message });
  return { lines, warn: write("warn"), debug: write("debug") };
}

export const SESSION = {
  id: "a1b2c3d4-e5f6-4789-8abc-def012345678",
  name: "Front desk",
  status: "working",
  phone_number: "+5511999999999",
  is_business: false,
  config: {},
  created_at: "2026-02-11T10:00:00Z",
};

export const MESSAGE = {
  id: "00000101-0000-4000-8000-000000000101",
  chat_id: "00000201-0000-4000-8000-000000000201",
  wa_message_id: "ABCD1234",
  direction: "outbound",
  message_type: "text",
  content_preview: "Hello",
  status: "sent",
  sent_at: "2026-02-11T10:05:00Z",
  created_at: "2026-02-11T10:05:00Z",
};

export const TEXT = { sessionId: SESSION.id, chatId: "5511999999999@c.us", text: "Hello" };
