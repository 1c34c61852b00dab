import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chatLabels, chats, labels } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeMember } from "../data/fixtures.ts";
import { makeNumber } from "../inbox/fixtures.ts";
import {
  ann,
  type Desk,
  group,
  hear,
  inbound,
  later,
  makeDesk,
  outbound,
  readChat,
  readChats,
  readMessages,
} from "./fixtures.ts";

const bob = "4915112345678@c.us";
let desk: Desk;
let api: Awaited<ReturnType<typeof callerOf>>;
let workspace: string;
beforeEach(async () => {
  desk = await makeDesk();
  api = await callerOf(desk.owner);
  workspace = desk.slug;
});

/** Now, so that what is written is news for members who have just joined. */
const now = (seconds = 0) => new Date(Date.now() + 1_000 + seconds * 1_000);
const says = (text: string, change: Parameters<typeof inbound>[1] = {}) =>
  hear(desk, inbound(desk, { eventId: newId(), text, happenedAt: now(), ...change }));

const idOf = async (chatId: string) => {
  const chat = (await readChats(desk)).find((one) => one.chatId === chatId);
  if (!chat) throw new Error(`There is no chat ${chatId}.`);
  return chat.id;
};
const change = async (chatId: string, to: Partial<typeof chats.$inferInsert>) =>
  systemDb()
    .update(chats)
    .set(to)
    .where(eq(chats.id, await idOf(chatId)));
const namesOf = async (input: Record<string, unknown> = {}) =>
  (await api.chats.list({ workspace, ...input })).chats.map(({ chatId }) => chatId);

test("chats are listed by their last message, on the shelf and in the tab where they belong", async () => {
  await says("one", { chatId: ann, chatName: "Ann" });
  await says("two", { chatId: bob, happenedAt: now(1) });
  await says("three", { chatId: group, happenedAt: now(2) });
  expect(await namesOf()).toEqual([group, bob, ann]);
  expect(await namesOf({ kind: "group" })).toEqual([group]);
  await change(bob, { assigneeId: desk.ownerId });
  expect(await namesOf({ tab: "mine" })).toEqual([bob]);
  expect(await namesOf({ tab: "unassigned" })).toEqual([group, ann]);
  await change(group, { state: "resolved" });
  await change(ann, { snoozedUntil: new Date(Date.now() + 60_000) });
  expect(await namesOf()).toEqual([bob]);
  expect(await namesOf({ shelf: "resolved" })).toEqual([group]);
  expect(await namesOf({ shelf: "snoozed" })).toEqual([ann]);
  await change(ann, { snoozedUntil: new Date(Date.now() - 1) });
  expect(await namesOf()).toEqual([bob, ann]);
  const [view] = (await api.chats.list({ workspace, tab: "mine" })).chats;
  expect(view).toMatchObject({
    ...{ numberName: "Reception", phone: "+4915112345678", lastPreview: "two", unread: 1, labels: [] },
    assignee: { userId: desk.ownerId },
  });
  expect(await api.chats.get({ workspace, chat: view?.id ?? "" })).toEqual(view);
  expect(await api.chats.counts({ workspace })).toEqual({
    ...{ mine: { chats: 1, unread: 1 }, unassigned: { chats: 1, unread: 1 }, all: { chats: 2, unread: 2 } },
  });
});

test("filters by number, label and unread; whoever waits longest comes first when asked", async () => {
  const other = await makeNumber(desk.workspaceId, desk.connectionId);
  await says("one", { chatId: ann });
  await says("two", { chatId: bob, sessionId: other.sessionId, happenedAt: now(1) });
  expect(await namesOf({ numberId: other.id })).toEqual([bob]);
  const labelId = newId();
  const { workspaceId, connectionId } = desk;
  await systemDb()
    .insert(labels)
    .values({
      ...{ workspaceId, id: labelId, connectionId, upstreamId: newId(), name: "VIP", color: "#ff0000" },
      fetchedAt: new Date(),
    });
  await systemDb()
    .insert(chatLabels)
    .values({ workspaceId, chat: await idOf(ann), labelId });
  expect(await namesOf({ labelId })).toEqual([ann]);
  expect((await api.chats.get({ workspace, chat: await idOf(ann) })).labels).toEqual([
    { id: labelId, name: "VIP", color: "#ff0000" },
  ]);
  await api.chats.markRead({ workspace, chat: await idOf(bob) });
  expect(await namesOf({ unread: true })).toEqual([ann]);
  expect(await namesOf({ order: "waiting" })).toEqual([ann, bob]);
  await hear(desk, outbound(desk, { eventId: newId(), happenedAt: now(2) }));
  expect(await namesOf({ order: "waiting" })).toEqual([bob]);
});

test("pages follow each other without a gap or a repetition, also among equal times", async () => {
  const at = now();
  const heard = Array.from({ length: 120 }, (_, index) =>
    inbound(desk, { chatId: `${551100000000 + index}@c.us`, eventId: newId(), happenedAt: at }),
  );
  await hear(desk, ...heard);
  for (const order of ["activity", "waiting"] as const) {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await api.chats.list({ workspace, order, ...(cursor && { cursor }) });
      seen.push(...page.chats.map(({ chatId }) => chatId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(120);
    expect(seen).toHaveLength(120);
  }
  await expect(api.chats.list({ workspace, cursor: "x" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a thread is read page by page, in order, and around a message", async () => {
  const at = now();
  const heard = Array.from({ length: 130 }, (_, index) =>
    inbound(desk, { eventId: newId(), text: `${index}`, happenedAt: new Date(at.getTime() + (index >> 1)) }),
  );
  await hear(desk, ...heard);
  const chat = (await readChat(desk)).id;
  const newest = await api.chats.thread({ workspace, chat });
  expect(newest).toMatchObject({ version: 130, inboundCount: 130, newerCursor: null });
  const before = newest.olderCursor ?? "";
  const middle = await api.chats.thread({ workspace, chat, before });
  const oldest = await api.chats.thread({ workspace, chat, before: middle.olderCursor ?? "" });
  expect(oldest.olderCursor).toBeNull();
  const pages = [...oldest.messages, ...middle.messages, ...newest.messages];
  expect(pages.map(({ id }) => id)).toEqual((await readMessages(desk)).map(({ id }) => id));
  const again = await api.chats.thread({ workspace, chat, after: oldest.newerCursor ?? "" });
  expect(again.messages).toEqual(middle.messages);
  const around = middle.messages[10]?.id ?? "";
  const there = await api.chats.thread({ workspace, chat, around });
  expect(there.messages.map(({ id }) => id).indexOf(around)).toBe(25);
  expect(there.messages).toHaveLength(51);
  await expect(api.chats.thread({ workspace, chat, around: newId() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("notes stand on the page of the messages that they were written between", async () => {
  const at = Date.now();
  const heard = Array.from({ length: 60 }, (_, index) =>
    inbound(desk, { eventId: newId(), text: `${index}`, happenedAt: new Date(at - (60 - index) * 60_000) }),
  );
  await hear(desk, ...heard);
  const chat = (await readChat(desk)).id;
  await api.teamwork.addNote({ workspace, chat, text: "Call back", mentions: [] });
  const newest = await api.chats.thread({ workspace, chat });
  expect(newest.notes.map(({ text }) => text)).toEqual(["Call back"]);
  const older = await api.chats.thread({ workspace, chat, before: newest.olderCursor ?? "" });
  expect(older.notes).toEqual([]);
});

test("what is read is each member's own, goes as far as they saw, and can be taken back", async () => {
  await says("one");
  const chat = await idOf(ann);
  const mate = await callerOf(await makeMember(desk.workspaceId, "agent"));
  const unread = async (of = api) => (await of.chats.get({ workspace, chat })).unread;
  expect([await unread(), await unread(mate)]).toEqual([1, 1]);
  const { inboundCount } = await api.chats.thread({ workspace, chat });
  await says("two", { happenedAt: now(1) });
  await api.chats.markRead({ workspace, chat, inboundCount });
  expect([await unread(), await unread(mate)]).toEqual([1, 2]);
  const thread = await api.chats.thread({ workspace, chat });
  expect(thread.firstUnreadId).toBe(thread.messages[1]?.id);
  await api.chats.markRead({ workspace, chat });
  await api.chats.markRead({ workspace, chat, inboundCount: 1 });
  expect(await unread()).toBe(0);
  await api.chats.markUnread({ workspace, chat });
  expect(await unread()).toBe(1);
});

test("what was written before a member came is not unread for them", async () => {
  await hear(desk, inbound(desk, { eventId: newId(), happenedAt: later(0) }));
  expect((await api.chats.list({ workspace })).chats[0]?.unread).toBe(0);
});

test("a restricted member finds only the chats in their sight, and nothing of the others", async () => {
  const other = await makeNumber(desk.workspaceId, desk.connectionId);
  await says("mine secret", { chatId: ann });
  await says("other secret", { chatId: bob, sessionId: other.sessionId });
  const [annId, bobId] = [await idOf(ann), await idOf(bob)];
  const ofNumber = await makeMember(desk.workspaceId, "agent", { onlyNumbers: [desk.number.id] });
  const assigned = await makeMember(desk.workspaceId, "agent", { assignedOnly: true });
  await systemDb().update(chats).set({ assigneeId: assigned.id }).where(eq(chats.id, annId));
  for (const person of [ofNumber, assigned]) {
    const their = await callerOf(person);
    expect((await their.chats.list({ workspace })).chats.map(({ id }) => id)).toEqual([annId]);
    expect((await their.chats.counts({ workspace })).all.chats).toBe(1);
    const found = await their.chats.search({ workspace, query: "secret" });
    expect(found.hits.map((hit) => hit.chat.id)).toEqual([annId]);
    expect((await their.chats.search({ workspace, query: "4915112345678" })).chats).toEqual([]);
    for (const ask of [their.chats.get, their.chats.thread, their.chats.markRead, their.chats.markUnread]) {
      await expect(ask({ workspace, chat: bobId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  }
});
