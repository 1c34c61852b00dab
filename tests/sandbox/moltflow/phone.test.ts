import { describe, expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { openReceiver, openSandbox } from "./support.ts";

const person = "5511999999999@c.us";
const listed = z.array(z.object({ wa_chat_id: z.string(), phone: z.string().nullable() }));

describe("what is typed on the number's own phone", () => {
  test("reaches MoltFlow as sent though nobody called, costs no quota, and gets receipts", async () => {
    const clock = manualClock();
    await using receiver = await openReceiver();
    await using sandbox = await openSandbox({ clock });
    const { key, sessionId } = await sandbox.workingTenant();
    await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events: ["message.sent"] });
    const sentBefore = sandbox.sandbox.store.usageDays.all().map(({ sent }) => sent);
    const typed = { chatId: person, text: "Answered from the pocket" };
    const reply = await sandbox.control("POST", `/sessions/${sessionId}/type`, typed);
    const { messageId } = z.object({ messageId: z.string() }).parse(reply.json);
    await expect.poll(() => receiver.received.length).toBe(1);
    expect(receiver.received[0]?.envelope.data).toEqual({
      session_id: sessionId,
      chat_id: person,
      message_id: messageId,
      message: typed.text,
      direction: "outbound",
    });
    expect(sandbox.sandbox.requests.list().some(({ operation }) => operation === "sendText")).toBe(false);
    expect(sandbox.sandbox.store.usageDays.all().map(({ sent }) => sent)).toEqual(sentBefore);
    await clock.advance(10_000);
    expect((await sandbox.api(key, "GET", `/messages/${messageId}`)).json).toMatchObject({ status: "read" });
    expect(sandbox.contractViolations).toEqual([]);
  });

  test("goes nowhere while the number is not connected", async () => {
    await using sandbox = await openSandbox();
    const { key, sessionId } = await sandbox.workingTenant();
    await sandbox.api(key, "POST", `/sessions/${sessionId}/stop`);
    const typed = { chatId: person, text: "Lost" };
    expect((await sandbox.control("POST", `/sessions/${sessionId}/type`, typed)).status).toBe(409);
  });
});

describe("chats of kinds the contract does not name", () => {
  test("are listed, told of and read, but not written to", async () => {
    await using receiver = await openReceiver();
    await using sandbox = await openSandbox({ strict: true });
    const { key, sessionId } = await sandbox.workingTenant();
    await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events: ["message.received"] });
    const kinds = ["8839201@lid", "1203630@newsletter", "status@broadcast"];
    for (const chatId of kinds) {
      const text = `From ${chatId}`;
      const heard = await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId, text });
      expect(heard.status).toBe(201);
      const messages = await sandbox.api(key, "GET", `/messages/chat/${sessionId}/${chatId}`);
      expect(messages.json).toMatchObject([{ content_preview: text }]);
      const sending = { session_id: sessionId, chat_id: chatId, message: "Hello" };
      expect((await sandbox.api(key, "POST", "/messages/send", sending)).status).toBe(422);
    }
    const chats = listed.parse((await sandbox.api(key, "GET", `/messages/chats/${sessionId}`)).json);
    for (const chatId of kinds) expect(chats).toContainEqual({ wa_chat_id: chatId, phone: null });
    await expect.poll(() => receiver.received.length).toBe(kinds.length);
    expect(sandbox.contractViolations).toEqual([]);
  });

  test("must still look like an address", async () => {
    await using sandbox = await openSandbox();
    const { sessionId } = await sandbox.workingTenant();
    for (const chatId of ["nobody", "a b@lid", "../x@lid"]) {
      const wish = { chatId, text: "Hello" };
      expect((await sandbox.control("POST", `/sessions/${sessionId}/receive`, wish)).status).toBe(400);
    }
  });
});

test("two people may say the same in the same second, and both are told of", async () => {
  const clock = manualClock();
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox({ clock });
  const { key, sessionId } = await sandbox.workingTenant();
  await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events: ["message.received"] });
  for (let copy = 0; copy < 2; copy += 1) {
    await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: person, text: "ok" });
  }
  await expect.poll(() => receiver.received.length).toBe(2);
  expect(receiver.received[0]?.raw).toBe(receiver.received[1]?.raw);
  const messages = await sandbox.api(key, "GET", `/messages/chat/${sessionId}/${person}`);
  expect(
    new Set(
      z
        .array(z.object({ id: z.string() }))
        .parse(messages.json)
        .map(({ id }) => id),
    ).size,
  ).toBe(2);
});

test("a scanned phone may be a business, and stays one", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  const made = z
    .object({ id: z.string() })
    .parse((await sandbox.api(key, "POST", "/sessions", { name: "A" })).json);
  const path = `/sessions/${made.id}`;
  const scan = async (body: object) => {
    await sandbox.api(key, "POST", `${path}/start`);
    await expect.poll(() => sandbox.status(key, made.id)).toBe("qr_code");
    return (await sandbox.control("POST", `${path}/scan`, body)).json;
  };
  expect(await scan({ business: true })).toMatchObject({ is_business: true });
  await sandbox.api(key, "POST", `${path}/logout`);
  expect(await scan({})).toMatchObject({ is_business: true });
});

test("traffic also talks in groups and answers on the phone", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { tenantId } = await sandbox.workingTenant();
  const { store } = sandbox.sandbox;
  const known = new Set(store.messages.all().map(({ id }) => id));
  await sandbox.control("POST", `/tenants/${tenantId}/traffic`, { everyMs: 1_000 });
  await clock.advance(180_000);
  const fresh = store.messages.where(({ id }) => !known.has(id));
  expect(fresh.some(({ sender }) => sender !== null)).toBe(true);
  expect(fresh.some(({ direction }) => direction === "outbound")).toBe(true);
  expect(sandbox.contractViolations).toEqual([]);
});
