import { expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { type OpenSandbox, openReceiver, openSandbox } from "./support.ts";

const faultEntry = z.object({ id: z.string() });
const person = "5511999999999@c.us";

async function switchOn(sandbox: OpenSandbox, fault: object): Promise<string> {
  const reply = await sandbox.control("POST", "/faults", fault);
  expect(reply.status).toBe(201);
  return faultEntry.parse(reply.json).id;
}

async function withWebhook(sandbox: OpenSandbox, url: string) {
  const tenant = await sandbox.workingTenant();
  await sandbox.api(tenant.key, "POST", "/webhooks", { url, events: ["message.received"] });
  const write = (text: string) =>
    sandbox.control("POST", `/sessions/${tenant.sessionId}/receive`, { chatId: person, text });
  return { ...tenant, write };
}

test("latency holds an answer back for as long as it says", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { key } = await sandbox.tenant({ plan: "pro" });
  await switchOn(sandbox, { kind: "latency", ms: 3_000 });
  const answer = sandbox.api(key, "GET", "/sessions");
  let answered = false;
  void answer.then(() => {
    answered = true;
  });
  await expect.poll(() => sandbox.sandbox.faults.list()[0]?.hits).toBe(1);
  await clock.advance(2_999);
  expect(answered).toBe(false);
  await clock.advance(1);
  expect((await answer).status).toBe(200);
});

test("a forced 429 comes with or without its headers", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  await switchOn(sandbox, { kind: "rate_limited", times: 1 });
  const withHeaders = await sandbox.api(key, "GET", "/sessions");
  expect(withHeaders.status).toBe(429);
  expect(withHeaders.headers.get("retry-after")).toBe("30");
  expect(withHeaders.headers.get("x-ratelimit-remaining")).toBe("0");
  await switchOn(sandbox, { kind: "rate_limited", withHeaders: false, times: 1 });
  const bare = await sandbox.api(key, "GET", "/sessions");
  expect(bare.status).toBe(429);
  expect(bare.headers.get("retry-after")).toBeNull();
  expect(bare.headers.get("x-ratelimit-remaining")).toBeNull();
  expect((await sandbox.api(key, "GET", "/sessions")).status).toBe(200);
});

test("a forced 5xx hits only its operation, its tenant and its number of times, and does no work", async () => {
  await using sandbox = await openSandbox();
  const one = await sandbox.tenant({ plan: "pro" });
  const other = await sandbox.tenant({ plan: "pro" });
  const fault = {
    kind: "server_error",
    status: 503,
    operation: "createSession",
    tenantId: one.tenantId,
    times: 2,
  };
  await switchOn(sandbox, fault);
  const create = async (key: string) => (await sandbox.api(key, "POST", "/sessions", { name: "A" })).status;
  expect((await sandbox.api(one.key, "GET", "/sessions")).status).toBe(200);
  expect(await create(other.key)).toBe(201);
  expect([await create(one.key), await create(one.key)]).toEqual([503, 503]);
  expect((await sandbox.api(one.key, "GET", "/sessions")).json).toEqual([]);
  expect(await create(one.key)).toBe(201);
});

test("a share of calls fails, the same ones for the same seed", async () => {
  const pattern = async () => {
    await using sandbox = await openSandbox({ seed: 7, clock: manualClock() });
    const { key } = await sandbox.tenant({ plan: "business" });
    await switchOn(sandbox, { kind: "server_error", rate: 0.5 });
    const statuses: number[] = [];
    for (let call = 0; call < 20; call += 1)
      statuses.push((await sandbox.api(key, "GET", "/sessions")).status);
    return statuses;
  };
  const first = await pattern();
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await pattern()).toEqual(first);
});

test("a hanging call does no work and ends when the sandbox closes", async () => {
  const sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  await switchOn(sandbox, { kind: "hang", operation: "createSession" });
  const hanging = sandbox.api(key, "POST", "/sessions", { name: "A" });
  const outcome = hanging.then(
    () => "answered",
    () => "broken off",
  );
  await expect.poll(() => sandbox.sandbox.faults.list()[0]?.hits).toBe(1);
  expect(sandbox.sandbox.store.snapshot().sessions).toEqual([]);
  await sandbox.close();
  expect(await outcome).toBe("broken off");
  expect(sandbox.sandbox.store.snapshot().sessions).toEqual([]);
});

test.each([true, false])(
  "a time-out after the work has done the work (connection closed: %s)",
  async (closeConnection) => {
    await using sandbox = await openSandbox();
    const { key, sessionId } = await sandbox.workingTenant();
    await switchOn(sandbox, { kind: "timeout_after_work", operation: "sendText", closeConnection, times: 1 });
    const before = sandbox.sandbox.store.snapshot().messages.length;
    const abort = new AbortController();
    const sending = fetch(`${sandbox.url}/api/v2/messages/send`, {
      method: "POST",
      headers: { "X-API-Key": key, "Content-Type": "application/json" },
      body: JSON.stringify({ session_id: sessionId, chat_id: person, message: "Did it go?" }),
      signal: abort.signal,
    });
    const failed = expect(sending).rejects.toThrow();
    await expect.poll(() => sandbox.sandbox.requests.list().at(-1)?.fault).toBe("timeout_after_work");
    if (!closeConnection) abort.abort();
    await failed;
    expect(sandbox.sandbox.store.snapshot().messages).toHaveLength(before + 1);
    expect(sandbox.sandbox.requests.list().at(-1)?.status).toBeNull();
  },
);

test("a duplicated webhook arrives byte for byte twice", async () => {
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox();
  const { write } = await withWebhook(sandbox, receiver.url);
  await switchOn(sandbox, { kind: "webhook_duplicate", times: 1 });
  await write("Once");
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(receiver.received[0]?.raw).toBe(receiver.received[1]?.raw);
});

test("a dropped webhook never arrives, and the next one does", async () => {
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox();
  const { write } = await withWebhook(sandbox, receiver.url);
  await switchOn(sandbox, { kind: "webhook_drop", times: 1 });
  await write("Lost");
  await write("Found");
  await expect.poll(() => receiver.received.map(({ envelope }) => envelope.data.message)).toEqual(["Found"]);
  expect(sandbox.sandbox.webhooks.deliveries().map(({ state }) => state)).toContain("dropped");
});

test("a delayed webhook arrives when its time has come", async () => {
  const clock = manualClock();
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox({ clock });
  const { write } = await withWebhook(sandbox, receiver.url);
  await switchOn(sandbox, { kind: "webhook_delay", ms: 5_000, times: 1 });
  await write("Later");
  await clock.advance(4_999);
  expect(sandbox.sandbox.webhooks.deliveries()[0]?.attempts).toEqual([]);
  await clock.advance(1);
  await expect.poll(() => receiver.received.length).toBe(1);
});

test("a reordered webhook arrives after its successor", async () => {
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox();
  const { write } = await withWebhook(sandbox, receiver.url);
  await switchOn(sandbox, { kind: "webhook_reorder", holdMs: 60_000, times: 1 });
  await write("first");
  await write("second");
  const order = () => receiver.received.map(({ envelope }) => envelope.data.message);
  await expect.poll(order).toEqual(["second", "first"]);
});

test("a fault can be listed and taken back, and an impossible one is refused with the reason", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  const id = await switchOn(sandbox, { kind: "server_error" });
  expect((await sandbox.api(key, "GET", "/sessions")).status).toBe(500);
  expect((await sandbox.control("DELETE", `/faults/${id}`)).status).toBe(200);
  expect((await sandbox.api(key, "GET", "/sessions")).status).toBe(200);
  expect((await sandbox.control("GET", "/faults")).json).toEqual([]);
  const refused = await sandbox.control("POST", "/faults", { kind: "latency", ms: -1 });
  expect(refused).toMatchObject({ status: 400, json: { error: expect.stringContaining("ms") } });
});

test("a forced 403 has the words and headers of its meaning, and does no work", async () => {
  await using sandbox = await openSandbox({ strict: true });
  const { key } = await sandbox.tenant({ plan: "pro" });
  const words = { scope: "labels:manage", plan: "plan", history: "opt-in", policy: "policy", role: "admin" };
  for (const [reason, word] of Object.entries(words)) {
    await switchOn(sandbox, { kind: "forbidden", reason, times: 1 });
    const reply = await sandbox.api(key, "POST", "/labels", { name: "No", color: "#000000" });
    expect(reply).toMatchObject({ status: 403, json: { detail: expect.stringContaining(word) } });
    expect(reply.headers.get("x-required-scopes")).toBe(reason === "scope" ? "labels:manage" : null);
    expect(reply.headers.get("x-ratelimit-remaining")).toBeNull();
  }
  expect((await sandbox.api(key, "GET", "/labels")).json).toEqual([]);
});

test("a fault may let calls pass first, and a 429 may leave something and name its end", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { key } = await sandbox.tenant({ plan: "pro" });
  const scripted = { kind: "rate_limited", after: 2, times: 2, remaining: 7, resetAfterMs: 12_000 };
  await switchOn(sandbox, scripted);
  const replies = [];
  for (let call = 0; call < 5; call += 1) replies.push(await sandbox.api(key, "GET", "/sessions"));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 429, 429, 200]);
  const { headers } = replies[2] ?? {};
  expect(headers?.get("retry-after")).toBe("12");
  expect(headers?.get("x-ratelimit-remaining")).toBe("7");
  expect(Number(headers?.get("x-ratelimit-reset"))).toBe((clock.now() + 12_000) / 1_000);
});
