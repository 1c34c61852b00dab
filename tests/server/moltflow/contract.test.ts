import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { createMoltflowClient, MoltflowError, type RateLimitNews } from "#server/moltflow/index.ts";
import { failure, memoryLog, upstream } from "./upstream.ts";

/** Set both to run the read-only part against a real host as well. */
const { MOLTFLOW_CONTRACT_URL, MOLTFLOW_CONTRACT_KEY } = process.env;
if (Boolean(MOLTFLOW_CONTRACT_URL) !== Boolean(MOLTFLOW_CONTRACT_KEY)) {
  throw new Error("Set MOLTFLOW_CONTRACT_URL and MOLTFLOW_CONTRACT_KEY together, or neither.");
}

const log = memoryLog();
let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterAll(() => sandbox.close());
afterEach(() => {
  expect(sandbox.contractViolations).toEqual([]);
  expect(log.lines.filter(({ level, fields }) => level === "warn" && !isOtherKindOfChat(fields))).toEqual([]);
});

/** WhatsApp has kinds of chats that the contract's pattern does not know; the sandbox lists one on purpose. */
function isOtherKindOfChat({ path, drift }: Record<string, unknown>): boolean {
  return path === "[].wa_chat_id" && drift === "invalid_format";
}

type Host = { name: string; client(): ReturnType<typeof createMoltflowClient> };

const sandboxHost: Host = {
  name: "the sandbox",
  client: () => createMoltflowClient({ baseUrl: sandbox.url, apiKey: "mf_sandbox_pro", log }),
};

/** Drift of a real host is news rather than a failure, so it goes to the console. */
const realHosts: Host[] =
  MOLTFLOW_CONTRACT_URL && MOLTFLOW_CONTRACT_KEY
    ? [
        {
          name: MOLTFLOW_CONTRACT_URL,
          client: () =>
            createMoltflowClient({
              baseUrl: MOLTFLOW_CONTRACT_URL,
              apiKey: MOLTFLOW_CONTRACT_KEY,
              log: { warn: console.warn, debug: console.debug },
            }),
        },
      ]
    : [];

describe.each([sandboxHost, ...realHosts])("reading from $name", (host) => {
  it("tells whose key it is, on which plan and with which use", async () => {
    const client = host.client();
    const profile = await client.getProfile();
    expect(profile.tenantId).not.toBe("");
    const subscription = await client.getSubscription();
    const plans = await client.listPlans();
    expect(plans.map(({ id }) => id)).toContain(subscription.planId);
    expect((await client.currentUsage()).totalMessages).toBeGreaterThanOrEqual(0);
  });

  it("finds sessions, their chats and messages, or says that history is switched off", async () => {
    const client = host.client();
    await client.listWebhooks();
    for (const listed of (await client.listSessions()).slice(0, 1)) {
      const session = await client.getSession(listed.id);
      expect(session).toMatchObject({ id: listed.id, name: listed.name });
      const chats = await client.listChats(session.id, { limit: 1 }).catch((error: unknown) => {
        if (error instanceof MoltflowError && error.kind === "forbidden_history") return [];
        throw error;
      });
      for (const chat of chats) {
        const [message] = await client.listChatMessages(session.id, chat.waChatId, { limit: 1 });
        if (message) expect(await client.getMessage(message.id)).toMatchObject({ id: message.id });
      }
    }
  });
});

const tenantSchema = z.object({
  tenantId: z.string(),
  key: z.string(),
  sessionId: z.string().nullable(),
  chats: z.array(z.object({ jid: z.string() })),
});

async function control(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The sandbox refused ${path}: ${await response.text()}`);
  return response.json();
}

/** A fresh tenant with one working number, so that no test spends another's requests. */
async function tenant(wish: { plan?: string; chatHistory?: boolean } = {}) {
  const made = await control("tenants", { plan: "business", seed: "working", ...wish });
  const { tenantId, key, sessionId, chats } = tenantSchema.parse(made);
  const news: RateLimitNews[] = [];
  const connect = (apiKey: string, timeoutMs = 5_000) =>
    createMoltflowClient({
      baseUrl: sandbox.url,
      apiKey,
      timeoutMs,
      log,
      onRateLimit: (heard) => void news.push(heard),
    });
  const text = { sessionId: sessionId ?? "", chatId: chats[0]?.jid ?? "", text: "Your table is ready." };
  const fault = (wanted: object) => control("faults", { tenantId, ...wanted });
  return {
    tenantId,
    client: connect(key),
    impatient: connect(key, 400),
    connect,
    sessionId: sessionId ?? "",
    text,
    news,
    fault,
  };
}

describe("a number", () => {
  it("is made, paired by its code, changed, stopped, restarted, logged out and deleted", async () => {
    const { client } = await tenant();
    const statusOf = async (sessionId: string) => (await client.getSession(sessionId)).status;
    const patience = { interval: 250, timeout: 5_000 };

    const { id, status } = await client.createSession({ name: "Second desk" });
    expect(status).toBe("stopped");
    expect((await failure(client.getSessionQr(id))).kind).toBe("bad_state");
    expect(await client.startSession(id)).toMatchObject({ id, status: "starting" });
    expect((await failure(client.startSession(id))).kind).toBe("bad_state");
    await expect.poll(() => statusOf(id), patience).toBe("qr_code");
    const code = await client.getSessionQr(id);
    expect(code.mimeType).toBe("image/png");
    expect(Buffer.from(code.base64, "base64").subarray(1, 4).toString()).toBe("PNG");

    await control(`sessions/${id}/scan`, { phone: "+15550123456" });
    expect(await client.getSession(id)).toMatchObject({ status: "working", phoneNumber: "+15550123456" });
    expect(await client.updateSessionSettings(id, { autoTranscribe: true })).toMatchObject({
      auto_transcribe: true,
    });
    expect(await client.stopSession(id)).toMatchObject({ status: "stopped" });
    expect(await client.restartSession(id)).toMatchObject({ status: "starting" });
    await expect.poll(() => statusOf(id), patience).toBe("working");
    expect(await client.logoutSession(id)).toMatchObject({ status: "stopped" });
    await client.deleteSession(id);
    expect(await failure(client.getSession(id))).toMatchObject({ kind: "not_found", outcome: "not_done" });
  });
});

describe("a text", () => {
  it("is sent, can be read again, and leads its chat", async () => {
    const { client, sessionId, text } = await tenant();
    const sent = await client.sendText(text);
    expect(sent).toMatchObject({ direction: "outbound", type: "text", preview: text.text });
    expect((await client.getMessage(sent.id)).id).toBe(sent.id);
    const [newest] = await client.listChatMessages(sessionId, text.chatId, { limit: 1 });
    expect(newest?.id).toBe(sent.id);
    const chat = (await client.listChats(sessionId)).find(({ waChatId }) => waChatId === text.chatId);
    expect(chat).toMatchObject({ lastMessagePreview: text.text, lastMessageDirection: "outbound" });
  });

  it("that is done but never answered is unknown, and was sent once", async () => {
    for (const closeConnection of [false, true]) {
      const { client, impatient, sessionId, text, fault } = await tenant();
      await fault({ kind: "timeout_after_work", operation: "sendText", closeConnection });
      const error = await failure(impatient.sendText(text));
      expect(error).toMatchObject({ kind: closeConnection ? "network" : "timeout", outcome: "unknown" });
      const messages = await client.listChatMessages(sessionId, text.chatId);
      expect(messages.filter(({ preview }) => preview === text.text)).toHaveLength(1);
    }
  });
});

describe("a webhook", () => {
  it("is made, tested with a signed delivery, changed, listed and deleted", async () => {
    await using receiver = await upstream((response) => response.writeHead(202).end());
    const { client } = await tenant();
    const hook = await client.createWebhook({
      name: "Moltdesk",
      url: `${receiver.url}/in/token`,
      events: ["message.received", "session.connected"],
      secret: "whsec_contract",
    });
    expect(hook).toMatchObject({ name: "Moltdesk", isActive: true });
    expect(await client.testWebhook(hook.id)).toMatchObject({ success: true, statusCode: 202 });
    const [delivery] = receiver.hits;
    const signature = createHmac("sha256", "whsec_contract").update(delivery?.body ?? "");
    expect(delivery?.headers["x-webhook-signature"]).toBe(signature.digest("hex"));

    const changed = await client.updateWebhook(hook.id, { events: ["message.sent"], isActive: false });
    expect(changed).toMatchObject({ events: ["message.sent"], isActive: false, name: "Moltdesk" });
    expect((await client.listWebhooks()).map(({ id }) => id)).toEqual([hook.id]);
    await client.deleteWebhook(hook.id);
    expect(await client.listWebhooks()).toEqual([]);
  });

  it("at an address that MoltFlow refuses is invalid", async () => {
    const { client } = await tenant();
    const refused = client.createWebhook({ name: "x", url: "ftp://example.com/", events: ["message.sent"] });
    expect(await failure(refused)).toMatchObject({ kind: "invalid", outcome: "not_done" });
  });
});

describe("a refusal", () => {
  it("of an unknown key is unauthorized", async () => {
    const { connect } = await tenant();
    expect(await failure(connect("mf_nobody").getProfile())).toMatchObject({
      kind: "unauthorized",
      status: 401,
    });
  });

  it("names the scope that the key lacks", async () => {
    const { tenantId, connect, text } = await tenant();
    const { key } = z
      .object({ key: z.string() })
      .parse(await control("keys", { tenantId, scopes: ["sessions:read", "messages:read"] }));
    const error = await failure(connect(key).sendText(text));
    expect(error).toMatchObject({ kind: "forbidden_scope", requiredScopes: ["messages:send"] });
  });

  it("tells the plan, the history switch and the policy apart", async () => {
    const { client, sessionId, text } = await tenant({ plan: "free", chatHistory: false });
    expect((await failure(client.createSession({ name: "One too many" }))).kind).toBe("forbidden_plan");
    expect((await failure(client.listChats(sessionId))).kind).toBe("forbidden_history");
    const blocked = client.sendText({ ...text, text: "The password: hunter2" });
    expect((await failure(blocked)).kind).toBe("forbidden_policy");
  });

  it("of a malformed request says where it is wrong", async () => {
    const { client, text } = await tenant();
    const error = await failure(client.sendText({ ...text, text: "" }));
    expect(error.kind).toBe("invalid");
    expect(error.issues.map(({ path }) => path)).toEqual(["body.message"]);
  });
});

describe("trouble upstream", () => {
  it("of two server errors is not noticed by a reader", async () => {
    const { client, fault } = await tenant();
    await fault({ kind: "server_error", operation: "listSessions", times: 2 });
    expect(await client.listSessions()).toHaveLength(1);
  });

  it("that hangs is a timeout", async () => {
    const { impatient, fault, text } = await tenant();
    await fault({ kind: "hang", operation: "sendText" });
    expect(await failure(impatient.sendText(text))).toMatchObject({ kind: "timeout", outcome: "unknown" });
  });

  it("of too many requests tells when to come back, with headers and without", async () => {
    for (const withHeaders of [true, false]) {
      const { client, fault, text } = await tenant();
      await fault({ kind: "rate_limited", withHeaders, operation: "sendText" });
      const nowMs = Date.now();
      const error = await failure(client.sendText(text));
      expect(error).toMatchObject({ kind: "rate_limited", outcome: "not_done" });
      expect(error.retryAtMs).toBeGreaterThanOrEqual(nowMs);
      expect(error.retryAtMs).toBeLessThanOrEqual(nowMs + 61_000);
    }
  });

  it("is foreseen: each answer tells what is left of the window", async () => {
    const { client, news } = await tenant({ plan: "free" });
    await client.listSessions();
    await client.listSessions();
    const [first, second] = news;
    expect(first).toMatchObject({ remaining: 9, limited: false });
    expect(second?.remaining).toBe(8);
    expect(second?.resetAtMs).toBeGreaterThan(Date.now() - 1_000);
    expect(second?.resetAtMs).toBeLessThanOrEqual(Date.now() + 61_000);
  });
});
