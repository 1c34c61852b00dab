import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { openReceiver, openSandbox } from "./support.ts";

const webhookShape = z.object({ id: z.string() });
const events = ["message.received"];

test.each([
  "http://example.com/hook",
  "https://127.0.0.1/hook",
  "https://localhost/hook",
  "https://10.1.2.3/hook",
  "https://192.168.0.10/hook",
  "https://172.20.0.1/hook",
  "https://169.254.169.254/latest/meta-data",
  "https://metadata.google.internal/",
  "https://[::1]/hook",
  "https://[fd00::1]/hook",
  "https://[::ffff:10.0.0.1]/hook",
  "https://0x7f000001/hook",
  "https://intranet/hook",
])("%s is refused with 400, on creation and on change", async (url) => {
  await using sandbox = await openSandbox({ allowPrivateUrls: false });
  const { key } = await sandbox.tenant({ plan: "pro" });
  expect((await sandbox.api(key, "POST", "/webhooks", { url, events })).status).toBe(400);
  const kept = { url: "https://example.com/hook", events };
  const { id } = webhookShape.parse((await sandbox.api(key, "POST", "/webhooks", kept)).json);
  expect((await sandbox.api(key, "PATCH", `/webhooks/${id}`, { url })).status).toBe(400);
  expect((await sandbox.api(key, "GET", `/webhooks/${id}`)).json).toMatchObject(kept);
});

test("started for development, plain HTTP is accepted for this machine only", async () => {
  await using sandbox = await openSandbox({ allowPrivateUrls: true });
  const { key } = await sandbox.tenant({ plan: "pro" });
  const status = async (url: string) => (await sandbox.api(key, "POST", "/webhooks", { url, events })).status;
  expect(await status("http://localhost:3000/in/token")).toBe(201);
  expect(await status("http://127.0.0.1:3000/in/token")).toBe(201);
  expect(await status("https://10.0.0.5/in/token")).toBe(201);
  expect(await status("http://example.com/in/token")).toBe(400);
});

test("a delivery is signed over its raw bytes when there is a secret, and unsigned when there is none", async () => {
  await using signed = await openReceiver();
  await using unsigned = await openReceiver();
  await using sandbox = await openSandbox();
  const { key, sessionId, chat } = await sandbox.workingTenant();
  await sandbox.api(key, "POST", "/webhooks", { url: signed.url, events, secret: "whsec_1" });
  await sandbox.api(key, "POST", "/webhooks", { url: unsigned.url, events });
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: chat.jid, text: "Olá, 你好" });
  await expect.poll(() => [signed.received.length, unsigned.received.length]).toEqual([1, 1]);

  const [delivery] = signed.received;
  const expected = createHmac("sha256", "whsec_1")
    .update(delivery?.raw ?? "")
    .digest("hex");
  expect(delivery?.signature).toBe(expected);
  expect(unsigned.received[0]?.signature).toBeUndefined();
  expect(delivery?.envelope.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(delivery?.envelope).toMatchObject({
    event: "message.received",
    data: { session_id: sessionId, chat_id: chat.jid, message: "Olá, 你好", direction: "inbound" },
  });
});

test("the secret is never answered", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  const url = "https://example.com/hook";
  const created = await sandbox.api(key, "POST", "/webhooks", { url, events, secret: "whsec_hidden" });
  const listed = await sandbox.api(key, "GET", "/webhooks");
  expect(JSON.stringify([created.json, listed.json])).not.toContain("whsec_hidden");
});

test("a failed delivery is tried five more times, each wait twice the last, then given up", async () => {
  const clock = manualClock();
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox({ clock, webhookRetryBaseMs: 1_000 });
  const { key, sessionId, chat } = await sandbox.workingTenant();
  await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events });
  receiver.answerWith(503);
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: chat.jid, text: "Anyone?" });
  const delivery = () => sandbox.sandbox.webhooks.deliveries()[0];

  for (const [tries, waitMs] of [1_000, 2_000, 4_000, 8_000, 16_000].entries()) {
    await expect.poll(() => delivery()?.nextAttemptAtMs).toBe(clock.now() + waitMs);
    expect(receiver.received).toHaveLength(tries + 1);
    await clock.advance(waitMs);
  }
  await expect.poll(() => delivery()?.state).toBe("failed");
  expect(receiver.received).toHaveLength(6);
  expect(new Set(receiver.received.map(({ raw }) => raw)).size).toBe(1);
});

test("a retry that succeeds ends the delivery", async () => {
  const clock = manualClock();
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox({ clock, webhookRetryBaseMs: 1_000 });
  const { key, sessionId, chat } = await sandbox.workingTenant();
  await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events });
  receiver.answerWith(500);
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: chat.jid, text: "Hello" });
  const delivery = () => sandbox.sandbox.webhooks.deliveries()[0];
  await expect.poll(() => delivery()?.nextAttemptAtMs).toBe(clock.now() + 1_000);
  receiver.answerWith(204);
  await clock.advance(1_000);
  await expect.poll(() => delivery()?.state).toBe("delivered");
  expect(delivery()?.attempts.map(({ status }) => status)).toEqual([500, 204]);
});

test("only subscribed events of an active webhook are delivered", async () => {
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox();
  const { key, sessionId, chat } = await sandbox.workingTenant();
  const wish = { url: receiver.url, events: ["session.disconnected"] };
  const { id } = webhookShape.parse((await sandbox.api(key, "POST", "/webhooks", wish)).json);
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, {
    chatId: chat.jid,
    text: "Not subscribed",
  });
  await sandbox.api(key, "PATCH", `/webhooks/${id}`, { events, is_active: false });
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: chat.jid, text: "Switched off" });
  await sandbox.api(key, "PATCH", `/webhooks/${id}`, { is_active: true });
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: chat.jid, text: "Now" });
  await expect.poll(() => receiver.received.map(({ envelope }) => envelope.data.message)).toEqual(["Now"]);
});

test("an event the contract does not know is a 422", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  const wish = { url: "https://example.com/hook", events: ["message.exploded"] };
  expect((await sandbox.api(key, "POST", "/webhooks", wish)).status).toBe(422);
});

test("a test delivery is signed like a real one and reports what the receiver answered", async () => {
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  const wish = { url: receiver.url, events: ["session.connected"], secret: "whsec_2" };
  const { id } = webhookShape.parse((await sandbox.api(key, "POST", "/webhooks", wish)).json);
  const worked = await sandbox.api(key, "POST", `/webhooks/${id}/test`);
  expect(worked.json).toMatchObject({ success: true, status_code: 200, error: null });
  const [delivery] = receiver.received;
  expect(delivery?.signature).toBe(
    createHmac("sha256", "whsec_2")
      .update(delivery?.raw ?? "")
      .digest("hex"),
  );
  expect(delivery?.envelope.event).toBe("session.connected");

  receiver.answerWith(410);
  const failed = await sandbox.api(key, "POST", `/webhooks/${id}/test`);
  expect(failed.json).toMatchObject({ success: false, status_code: 410 });
  await receiver[Symbol.asyncDispose]();
  const unreachable = await sandbox.api(key, "POST", `/webhooks/${id}/test`);
  expect(unreachable.json).toMatchObject({ success: false, status_code: null, error: expect.any(String) });
  expect(sandbox.contractViolations).toEqual([]);
});

test("a deleted webhook hears nothing more, not even a planned retry", async () => {
  const clock = manualClock();
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox({ clock });
  const { key, sessionId, chat } = await sandbox.workingTenant();
  const { id } = webhookShape.parse(
    (await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events })).json,
  );
  receiver.answerWith(500);
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: chat.jid, text: "Hello" });
  await expect.poll(() => sandbox.sandbox.webhooks.deliveries()[0]?.nextAttemptAtMs).toBeTypeOf("number");
  await sandbox.api(key, "DELETE", `/webhooks/${id}`);
  await clock.advance(120_000);
  expect(sandbox.sandbox.webhooks.deliveries()[0]?.state).toBe("dropped");
  expect(receiver.received).toHaveLength(1);
});
