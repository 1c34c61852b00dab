import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chats, messages, outboxMessages } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { rebuildChats } from "#server/inbox/rebuild-chats.ts";
import { callerOf } from "#tests/support/callers.ts";
import { type Desk, group, makeDesk, readChats, readMessages } from "../chats/fixtures.ts";
import { envelope, hearAll, received, storeEvent } from "./fixtures.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await makeDesk();
});

const store = (body: string, options: Parameters<typeof storeEvent>[3] = {}) =>
  storeEvent(desk.workspaceId, desk.inbox.id, body, options);
const processWaiting = () => hearAll(desk.workspaceId);
const about = (event: string, data: Record<string, unknown>) =>
  envelope(event, { session_id: desk.sessionId, chat_id: "5511999999999@c.us", ...data });

test("events become messages of their chats, in both directions, with receipts", async () => {
  const message_id = newId();
  const first = await store(
    about("message.received", { message: "Hi", direction: "inbound", sender_name: "Ann" }),
  );
  await store(about("message.sent", { message: "Hello", direction: "outbound", message_id }));
  await store(about("message.delivered", { message_id }));
  await store(about("message.read", { message_id }));
  await store(
    envelope("group.message", {
      ...{ session_id: desk.sessionId, wa_group_id: group, message_id: newId() },
      ...{ sender_name: "Bo", sender_phone: "+491", content_preview: "Anyone?" },
    }),
  );
  await processWaiting();
  expect(await readMessages(desk)).toMatchObject([
    {
      text: "Hi",
      authorKind: "contact",
      status: "received",
      eventId: first.id,
      evidence: `event:${first.id}`,
    },
    { text: "Hello", authorKind: "phone", status: "read", upstreamId: message_id },
    { text: "Anyone?", senderName: "Bo", senderPhone: "+491" },
  ]);
  expect(await readChats(desk)).toMatchObject([
    { chatId: group, kind: "group", name: null },
    { name: "Ann", inboundCount: 1, outboundCount: 1 },
  ]);
  const api = await callerOf(desk.owner);
  const { chat } = await api.inbox.event({ workspace: desk.slug, id: first.id });
  expect(await api.chats.get({ workspace: desk.slug, chat: chat ?? "" })).toMatchObject({ name: "Ann" });
});

test("what nobody signed, or what lacks its meaning, makes no message and stops nothing", async () => {
  await store(received(desk.sessionId, "forged"), { verdict: "unsigned" });
  await store(received(newId(), "another session"));
  await store(about("message.received", { message: 5 }));
  await store(about("message.received", { chat_id: "", message: "x" }));
  await store(about("message.read", {}));
  await store(about("group.message", { wa_group_id: group, content_preview: "no id" }));
  await store(about("message.received", { message: "a\u0000b \ud800", direction: "inbound" }));
  await processWaiting();
  expect((await readMessages(desk)).map(({ text }) => text)).toEqual(["ab \ufffd"]);
});

test("no name, kind or time that PostgreSQL refuses keeps a batch from its messages", async () => {
  const odd = "a\u0000b \ud800";
  const names = { sender_name: odd, sender_phone: odd, message_type: odd, message_id: `${newId()}\ud800` };
  await store(
    about("message.received", { message: "Named", direction: "inbound", ...names, chat_name: odd }),
  );
  await store(about("message.sent", { message: odd, direction: "outbound", message_id: `${newId()}\u0000` }));
  await store(
    envelope("group.message", {
      ...{ session_id: desk.sessionId, wa_group_id: group, content_preview: "In the group" },
      ...names,
      message_id: `${newId()}\ud800`,
    }),
  );
  await store(about("session.disconnected", { status: odd, phone_number: odd, reason: odd }));
  const before = JSON.stringify({
    ...{ event: "message.received", timestamp: "0000-01-01T00:00:00Z" },
    data: { session_id: desk.sessionId, chat_id: "5511999999999@c.us", message: "From year 0" },
  });
  const stored = await store(before);
  await store(about("message.received", { message: "After it", direction: "inbound" }));
  await processWaiting();
  const made = await readMessages(desk);
  expect(made.map(({ text }) => text).toSorted()).toEqual(
    ["Named", "ab \ufffd", "In the group", "From year 0", "After it"].toSorted(),
  );
  expect(made.find(({ eventId }) => eventId === stored.id)?.happenedAt.getFullYear()).toBeGreaterThan(2_000);
  expect((await readChats(desk)).map(({ name }) => name).toSorted()).toEqual(["ab \ufffd", null]);
});

test("a send that an event settles is the same message, in its chat as in the outbox", async () => {
  const api = await callerOf(desk.owner);
  const { workspaceId, slug: workspace, number } = desk;
  const sent = await api.messages.send({
    ...{ workspace, numberId: number.id, chatId: "5511999999999@c.us", text: "Hi", idempotencyKey: newId() },
  });
  await systemDb()
    .update(outboxMessages)
    .set({ state: "unknown", attemptedAt: new Date(Date.now() - 1_000) })
    .where(eq(outboxMessages.id, sent.id));
  const message_id = newId();
  const event = await store(
    JSON.stringify({
      ...{ event: "message.sent", timestamp: new Date().toISOString() },
      data: { session_id: desk.sessionId, chat_id: "5511999999999@c.us", message: "Hi", message_id },
    }),
  );
  await processWaiting();
  await rebuildChats(workspaceId);
  expect(await readMessages(desk)).toMatchObject([
    { id: sent.id, status: "sent", upstreamId: message_id, eventId: event.id, authorId: desk.ownerId },
  ]);
});

test("chats are rebuilt from what is stored, and a second time changes nothing", async () => {
  const api = await callerOf(desk.owner);
  const { workspaceId, slug: workspace, number } = desk;
  await store(received(desk.sessionId, "Hi"));
  await store(about("message.sent", { message: "Typed", message_id: newId() }));
  await api.messages.send({
    ...{
      workspace,
      numberId: number.id,
      chatId: "5511999999999@c.us",
      text: "Sent",
      idempotencyKey: newId(),
    },
  });
  await processWaiting();
  const read = async () => ({ messages: await readMessages(desk), chats: await readChats(desk) });
  const before = await read();
  await systemDb().delete(messages).where(eq(messages.workspaceId, workspaceId));
  await systemDb().delete(chats).where(eq(chats.workspaceId, workspaceId));
  expect(await rebuildChats(workspaceId)).toEqual({ before: 0, after: 3 });
  const rebuilt = await read();
  const bare = ({ messages: rows }: typeof before) =>
    rows.map(({ id, text, status, happenedAt }) => ({ id, text, status, happenedAt }));
  expect(bare(rebuilt)).toEqual(bare(before));
  await rebuildChats(workspaceId);
  expect(await read()).toEqual(rebuilt);
});
