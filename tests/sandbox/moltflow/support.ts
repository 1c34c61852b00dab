import { createServer } from "node:http";
import { z } from "zod";
import { type SandboxOptions, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";

export type Reply = { status: number; headers: Headers; json: unknown };

export const sessionShape = z.object({
  id: z.string(),
  status: z.string(),
  phone_number: z.string().nullable(),
});
export const messageShape = z.object({ id: z.string(), chat_id: z.string(), status: z.string() });
const tenantShape = z.object({
  tenantId: z.string(),
  key: z.string(),
  sessionId: z.string().nullable(),
  chats: z.array(z.object({ id: z.string(), jid: z.string(), name: z.string().nullable() })),
});

/** A sandbox on a free port that closes itself at the end of the test (`await using`). */
export async function openSandbox(options: SandboxOptions = {}) {
  const running = await startMoltflowSandbox({
    port: 0,
    tenants: "none",
    allowPrivateUrls: true,
    ...options,
  });

  async function call(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<Reply> {
    const response = await fetch(running.url + path, {
      method,
      headers: { "Content-Type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type") === "application/json";
    return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : text };
  }

  const api = (key: string, method: string, path: string, body?: unknown) =>
    call(method, `/api/v2${path}`, key ? { "X-API-Key": key } : {}, body);
  const control = (method: string, path: string, body?: unknown) =>
    call(method, `/_sandbox${path}`, {}, body);

  return {
    ...running,
    api,
    control,
    async tenant(wish: { plan: string; seed?: "working" | "empty"; chatHistory?: boolean }) {
      return tenantShape.parse((await control("POST", "/tenants", wish)).json);
    },
    /** A tenant with a working number. */
    async workingTenant(plan = "business") {
      const made = tenantShape.parse((await control("POST", "/tenants", { plan, seed: "working" })).json);
      const [chat] = made.chats.filter(({ jid }) => jid.endsWith("@c.us"));
      if (!made.sessionId || !chat) throw new Error("The seed made no working session with a chat.");
      return { ...made, sessionId: made.sessionId, chat };
    },
    async status(key: string, sessionId: string) {
      return sessionShape.parse((await api(key, "GET", `/sessions/${sessionId}`)).json).status;
    },
    async [Symbol.asyncDispose]() {
      await running.close();
    },
  };
}

export type OpenSandbox = Awaited<ReturnType<typeof openSandbox>>;

const envelopeShape = z.object({
  event: z.string(),
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** A webhook receiver that keeps what arrives and answers as told. */
export async function openReceiver() {
  const received: { raw: string; envelope: z.infer<typeof envelopeShape>; signature: string | undefined }[] =
    [];
  let answer = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const raw = Buffer.concat(chunks).toString("utf8");
      const signature = request.headers["x-webhook-signature"];
      received.push({
        raw,
        envelope: envelopeShape.parse(JSON.parse(raw)),
        signature: signature?.toString(),
      });
      response.writeHead(answer).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver listens on no port.");
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    answerWith(status: number) {
      answer = status;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
