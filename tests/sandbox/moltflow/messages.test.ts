import { expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { messageShape, openReceiver, openSandbox } from "./support.ts";

const chatList = z.array(z.object({ id: z.string(), wa_chat_id: z.string(), last_message_at: z.string() }));
const messageList = z.array(
  z.object({ id: z.string(), content_preview: z.string(), created_at: z.string() }),
);
const person = "5511999999999@c.us";

test("a sent text goes from pending to sent, delivered and read, and the event names the message", async () => {
  const clock = manualClock();
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox({ clock });
  const { key, sessionId } = await sandbox.workingTenant();
  await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events: ["message.sent"] });

  const sending = { session_id: sessionId, chat_id: person, message: "On our way" };
  const reply = await sandbox.api(key, "POST", "/messages/send", sending);
  expect(reply).toMatchObject({
    status: 201,
    json: { status: "pending", direction: "outbound", sent_at: null },
  });
  const { id } = messageShape.parse(reply.json);
  const read = async () => messageShape.parse((await sandbox.api(key, "GET", `/messages/${id}`)).json).status;

  await clock.advance(500);
  expect(await read()).toBe("sent");
  await clock.advance(1_500);
  expect(await read()).toBe("delivered");
  await clock.advance(6_000);
  expect(await read()).toBe("read");
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(receiver.received[0]?.envelope.data).toEqual({
    session_id: sessionId,
    chat_id: person,
    message_id: id,
    message: "On our way",
    direction: "outbound",
  });
});

test("a message whose session drops before it left fails and is never reported as sent", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { key, sessionId } = await sandbox.workingTenant();
  const sending = { session_id: sessionId, chat_id: person, message: "Too late" };
  const { id } = messageShape.parse((await sandbox.api(key, "POST", "/messages/send", sending)).json);
  await sandbox.control("POST", `/sessions/${sessionId}/drop`);
  await clock.advance(10_000);
  const after = await sandbox.api(key, "GET", `/messages/${id}`);
  expect(after.json).toMatchObject({ status: "failed", sent_at: null });
});

test("polls, stickers and GIFs are sent with their own type, and media needs a URL or bytes", async () => {
  await using sandbox = await openSandbox();
  const { key, sessionId } = await sandbox.workingTenant();
  const target = { session_id: sessionId, chat_id: person };
  const send = (path: string, body: object) =>
    sandbox.api(key, "POST", `/messages/send/${path}`, { ...target, ...body });
  expect(await send("poll", { title: "When?", options: ["Today", "Tomorrow"] })).toMatchObject({
    status: 201,
    json: { message_type: "poll" },
  });
  const media = { media_url: "https://files.example/wave.mp4" };
  expect((await send("sticker", media)).json).toMatchObject({ message_type: "sticker" });
  expect((await send("gif", { ...media, caption: "Hi" })).json).toMatchObject({ message_type: "gif" });
  expect((await send("gif", { caption: "no media" })).status).toBe(422);
});

test("sending is checked in the contract's order: session, allow-list, safeguards, quota", async () => {
  await using sandbox = await openSandbox();
  const { tenantId, key, sessionId } = await sandbox.workingTenant("free");
  const { store, clock } = sandbox.sandbox;
  const secret = "-----BEGIN PRIVATE KEY-----";
  const send = async (message: string) => {
    sandbox.sandbox.limiter.reset();
    return sandbox.api(key, "POST", "/messages/send", { session_id: sessionId, chat_id: person, message });
  };
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  store.usageDays.add({ id: `${tenantId}:${day}`, tenantId, day, sent: 50, received: 0, apiCalls: 0 });
  await sandbox.api(key, "PATCH", "/tenant/settings", { allowed_numbers: ["+15550000001"] });
  await sandbox.api(key, "POST", `/sessions/${sessionId}/stop`);

  expect(await send(secret)).toMatchObject({
    status: 400,
    json: { detail: expect.stringContaining("not working") },
  });
  await sandbox.control("POST", `/sessions/${sessionId}/reconnect`);
  await expect.poll(() => store.sessions.get(sessionId)?.status).toBe("working");
  expect(await send(secret)).toMatchObject({
    status: 403,
    json: { detail: expect.stringContaining("allowed numbers") },
  });
  await sandbox.api(key, "PATCH", "/tenant/settings", { allowed_numbers: ["5511999999999"] });
  expect(await send(secret)).toMatchObject({
    status: 403,
    json: { detail: expect.stringContaining("content policy") },
  });
  expect(await send("Hello")).toMatchObject({
    status: 403,
    json: { detail: expect.stringContaining("Plan limit") },
  });
  store.usageDays.delete(`${tenantId}:${day}`);
  expect((await send("Hello")).status).toBe(201);
});

test("the last message of the month's quota goes out, the next one is refused", async () => {
  await using sandbox = await openSandbox();
  const { tenantId, key, sessionId } = await sandbox.workingTenant("free");
  const { store, clock } = sandbox.sandbox;
  store.usageDays.replaceAll([]);
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  store.usageDays.add({ id: `${tenantId}:${day}`, tenantId, day, sent: 49, received: 900, apiCalls: 0 });
  const sending = { session_id: sessionId, chat_id: person, message: "Hello" };
  expect((await sandbox.api(key, "POST", "/messages/send", sending)).status).toBe(201);
  expect((await sandbox.api(key, "POST", "/messages/send", sending)).status).toBe(403);
});

test("an unknown session is a 400 on sending, and nothing is stored", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  const sending = { session_id: "a1b2c3d4-e5f6-4789-8abc-def012345678", chat_id: person, message: "Hello" };
  const refused = await sandbox.api(key, "POST", "/messages/send", sending);
  expect(refused).toMatchObject({ status: 400, json: { detail: "Session not found" } });
  expect(sandbox.sandbox.store.snapshot().messages).toEqual([]);
});

test("a body the contract does not allow is a 422 that says where, and changes nothing", async () => {
  await using sandbox = await openSandbox();
  const { key, sessionId } = await sandbox.workingTenant();
  const before = sandbox.sandbox.store.snapshot().messages.length;
  const wrong = await sandbox.api(key, "POST", "/messages/send", {
    session_id: sessionId,
    chat_id: "not-a-jid",
  });
  expect(wrong.status).toBe(422);
  expect(wrong.json).toMatchObject({
    detail: expect.arrayContaining([
      { loc: ["body", "message"], msg: "Field required", type: "missing" },
      expect.objectContaining({ loc: ["body", "chat_id"], type: "string_pattern_mismatch" }),
    ]),
  });
  const response = await fetch(`${sandbox.url}/api/v2/messages/send`, {
    method: "POST",
    headers: { "X-API-Key": key },
    body: "{not json",
  });
  expect(response.status).toBe(422);
  expect(sandbox.sandbox.store.snapshot().messages).toHaveLength(before);
});

test("chats and messages come newest first, in pages, by JID or by internal id", async () => {
  await using sandbox = await openSandbox();
  const { key, sessionId, chat } = await sandbox.workingTenant();
  for (const text of ["one", "two", "three"]) {
    await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: chat.jid, text });
  }
  const chats = chatList.parse((await sandbox.api(key, "GET", `/messages/chats/${sessionId}`)).json);
  expect(chats[0]?.wa_chat_id).toBe(chat.jid);
  const dates = chats.map((row) => row.last_message_at);
  expect(dates).toEqual([...dates].sort().reverse());
  const second = await sandbox.api(key, "GET", `/messages/chats/${sessionId}?limit=2&offset=1`);
  expect(chatList.parse(second.json)).toEqual(chats.slice(1, 3));

  const list = async (id: string, query = "") =>
    messageList.parse((await sandbox.api(key, "GET", `/messages/chat/${sessionId}/${id}${query}`)).json);
  const byJid = await list(chat.jid);
  expect(byJid.slice(0, 3).map((row) => row.content_preview)).toEqual(["three", "two", "one"]);
  expect(await list(encodeURIComponent(chat.jid))).toEqual(byJid);
  expect(await list(chat.id)).toEqual(byJid);
  expect(await list(chat.id, "?limit=1&offset=2")).toEqual(byJid.slice(2, 3));
  expect((await sandbox.api(key, "GET", `/messages/chat/${sessionId}/${chat.id}?limit=101`)).status).toBe(
    422,
  );
});

test("without the opt-in, chats cannot be read but messages can still be sent", async () => {
  await using sandbox = await openSandbox();
  const { key, sessionId, chat } = await sandbox.workingTenant();
  await sandbox.api(key, "PATCH", "/tenant/settings", { chat_history_access_enabled: false });
  for (const path of [`/messages/chats/${sessionId}`, `/messages/chat/${sessionId}/${chat.jid}`]) {
    expect(await sandbox.api(key, "GET", path)).toMatchObject({
      status: 403,
      json: { detail: "Chat history access requires opt-in" },
    });
  }
  const sending = { session_id: sessionId, chat_id: chat.jid, message: "Still here" };
  expect((await sandbox.api(key, "POST", "/messages/send", sending)).status).toBe(201);
  await sandbox.api(key, "PATCH", "/tenant/settings", { chat_history_access_enabled: true });
  expect((await sandbox.api(key, "GET", `/messages/chats/${sessionId}`)).status).toBe(200);
});

test("sent and received messages are counted in the month's usage and the subscription", async () => {
  await using sandbox = await openSandbox();
  const { key, sessionId, chat } = await sandbox.workingTenant("pro");
  const usage = z.object({
    messages_sent: z.number(),
    messages_received: z.number(),
    limit_messages: z.number(),
  });
  const read = async () => usage.parse((await sandbox.api(key, "GET", "/usage/current")).json);
  const before = await read();
  await sandbox.api(key, "POST", "/messages/send", {
    session_id: sessionId,
    chat_id: chat.jid,
    message: "Hi",
  });
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { chatId: chat.jid, text: "Hello" });
  expect(await read()).toMatchObject({
    messages_sent: before.messages_sent + 1,
    messages_received: before.messages_received + 1,
    limit_messages: 1500,
  });
});

test("a message in a watched group that matches is kept with the group and reported", async () => {
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox();
  const { key, sessionId } = await sandbox.workingTenant();
  await sandbox.api(key, "POST", "/webhooks", { url: receiver.url, events: ["group.message"] });
  const groups = z.object({ items: z.array(z.object({ id: z.string(), wa_group_id: z.string() })) });
  const [group] = groups.parse((await sandbox.api(key, "GET", "/groups")).json).items;
  const write = (text: string) =>
    sandbox.control("POST", `/sessions/${sessionId}/receive`, {
      chatId: group?.wa_group_id,
      phone: "+15550123456",
      name: "Nadia",
      text,
    });
  await write("Lovely weather");
  await write("URGENT: no power in block C");
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(receiver.received[0]?.envelope.data).toMatchObject({ group_id: group?.id, sender_name: "Nadia" });
  const listed = await sandbox.api(key, "GET", `/groups/${group?.id}/messages?limit=1`);
  expect(listed.json).toMatchObject({
    items: [{ content_preview: "URGENT: no power in block C" }],
    has_more: true,
  });
});
