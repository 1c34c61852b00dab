import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { z } from "zod";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { createMoltflowClient } from "#server/moltflow/index.ts";
import { memoryLog } from "./upstream.ts";

/** An id of nothing. */
export const UNKNOWN = "a1b2c3d4-e5f6-4789-8abc-def012345678";

const tenantShape = z.object({
  tenantId: z.string(),
  key: z.string(),
  sessionId: z.string(),
  chats: z.array(z.object({ id: z.string(), jid: z.string() })),
});
const groupShape = z.object({ id: z.string(), wa_group_id: z.string() });

/** One sandbox for the file; a test fails when the sandbox breaks the contract or the client meets a difference. */
export function sandboxForFile() {
  const log = memoryLog();
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true, tenants: "none" });
  });
  afterAll(() => sandbox.close());
  afterEach(() => {
    expect(sandbox.contractViolations).toEqual([]);
    // The seed has a chat of a kind that the contract's pattern does not know.
    const drift = log.lines.filter(
      ({ level, fields }) => level === "warn" && fields.path !== "[].wa_chat_id",
    );
    expect(drift).toEqual([]);
  });

  async function control<T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> {
    const request = { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, request);
    if (!response.ok) throw new Error(`The sandbox refused ${path}: ${await response.text()}`);
    return schema.parse(await response.json());
  }
  const connect = (apiKey: string) =>
    createMoltflowClient({ baseUrl: sandbox.url, apiKey, timeoutMs: 5_000, log });

  /** A tenant of its own for each test, so that none spends another's requests. */
  async function desk(wish: { plan?: string; business?: boolean } = {}) {
    const made = await control("tenants", { plan: "business", seed: "working", ...wish }, tenantShape);
    const { tenantId, key, sessionId, chats } = made;
    const chat = chats.find(({ jid }) => jid.endsWith("@c.us"));
    if (!chat) throw new Error("The seed made no chat with a person.");
    const groupAs = (role: string) =>
      control(`sessions/${sessionId}/groups`, { name: "Night shift", role }, groupShape);
    const keyWith = async (...scopes: string[]) =>
      connect((await control("keys", { tenantId, scopes }, z.object({ key: z.string() }))).key);
    const target = { sessionId, chatId: chat.jid };
    return { ...made, chat, target, client: connect(key), groupAs, keyWith };
  }
  return { control, desk };
}
