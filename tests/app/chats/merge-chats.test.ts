import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeChats, shiftOf } from "#app/w/[workspace]/chats/merge-chats.ts";
import type { ChatPage, ChatView } from "#server/chats/schemas.ts";
import { makeChat, minute } from "./make.ts";

const pageSize = 3;

/** What the API lists: by activity, a page at a time. */
function pageOf(chats: ChatView[], from: number): ChatPage {
  const sorted = [...chats].sort((a, b) => (a.lastMessageAt < b.lastMessageAt ? 1 : -1));
  const rows = sorted.slice(from, from + pageSize);
  return { chats: rows, nextCursor: from + pageSize < sorted.length ? String(from + pageSize) : null };
}

const ids = (chats: readonly ChatView[]) => chats.map(({ id }) => id);
const chatAt = (id: string, minutes: number) => makeChat(id, { lastMessageAt: minute(minutes) });
const desk = (count: number) => Array.from({ length: count }, (_, index) => chatAt(`c${index}`, 100 - index));

describe("the list after its first page was read again", () => {
  test("a chat that was further down and has a new message stands at the top, once", () => {
    const before = desk(7);
    const read = [pageOf(before, 0), pageOf(before, 3)];
    const now = before.map((chat) => (chat.id === "c5" ? chatAt("c5", 200) : chat));
    expect(ids(mergeChats(pageOf(now, 0), read, "activity"))).toEqual(["c5", "c0", "c1", "c2", "c3", "c4"]);
  });

  test("a chat that was resolved on the first page is gone, those below it stay", () => {
    const before = desk(7);
    const read = [pageOf(before, 0), pageOf(before, 3)];
    const now = before.filter(({ id }) => id !== "c1");
    expect(ids(mergeChats(pageOf(now, 0), read, "activity"))).toEqual(["c0", "c2", "c3", "c4", "c5"]);
  });

  test("a first page that is all there is leaves nothing of what was read before", () => {
    const read = [pageOf(desk(7), 0), pageOf(desk(7), 3)];
    expect(ids(mergeChats(pageOf(desk(2), 0), read, "activity"))).toEqual(["c0", "c1"]);
    expect(mergeChats({ chats: [], nextCursor: null }, read, "activity")).toEqual([]);
  });

  test("in the order of waiting, who is answered leaves the top", () => {
    const waiting = (id: string, minutes: number) => makeChat(id, { waitingSince: minute(minutes) });
    const head = { chats: [waiting("b", 2), waiting("c", 3)], nextCursor: "more" };
    const read = [
      { chats: [waiting("a", 1), waiting("b", 2)], nextCursor: "more" },
      { chats: [waiting("d", 4)], nextCursor: null },
    ];
    expect(ids(mergeChats(head, read, "waiting"))).toEqual(["b", "c", "d"]);
  });

  test("whatever gets a message, every chat is listed once and the first page is as the server says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), fc.array(fc.nat(14), { maxLength: 10 }), (count, news) => {
        const before = desk(count);
        const read = Array.from({ length: Math.ceil(count / pageSize) }, (_, page) =>
          pageOf(before, page * pageSize),
        );
        const now = before.map((chat, index) =>
          news.includes(index) ? chatAt(chat.id, 200 + news.indexOf(index)) : chat,
        );
        const head = pageOf(now, 0);
        const rows = ids(mergeChats(head, read, "activity"));
        expect(rows.slice(0, head.chats.length)).toEqual(ids(head.chats));
        expect(new Set(rows).size).toBe(rows.length);
      }),
    );
  });
});

describe("how far the rows in sight have moved", () => {
  const rows = ["a", "b", "c", "d", "e", "f"];

  test("a chat that comes from below pushes all of them down by one", () => {
    expect(shiftOf(rows, ["f", "a", "b", "c", "d", "e"], [1, 3])).toBe(1);
  });

  test("the chat in sight that jumps to the top takes nobody with it", () => {
    expect(shiftOf(rows, ["c", "a", "b", "d", "e", "f"], [2, 4])).toBe(0);
  });

  test("a chat that leaves above pulls them up", () => {
    expect(shiftOf(rows, ["b", "c", "d", "e", "f"], [2, 4])).toBe(-1);
  });

  test("with nothing left of what was in sight, nothing is moved", () => {
    expect(shiftOf(rows, ["x", "y"], [0, 2])).toBe(0);
  });
});
