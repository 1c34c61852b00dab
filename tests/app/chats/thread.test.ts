import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupThread, type ThreadItem } from "#app/w/[workspace]/chats/group-thread.ts";
import { mergeThread } from "#app/w/[workspace]/chats/merge-thread.ts";
import type { NoteView } from "#server/chats/schemas.ts";
import { makeMessage, makePage, minute } from "./make.ts";

const note = (id: string, at: string): NoteView => ({
  ...{ id, text: "Call back", author: null, mentions: [], createdAt: at, editedAt: null },
});

describe("pages of a thread put together", () => {
  test("in whatever order pages come, messages stand by time, each once", () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.nat(40), { maxLength: 8 }), { maxLength: 8 }), (cuts) => {
        const pages = cuts.map((cut) =>
          makePage(cut.map((at) => makeMessage(`m${at}`, { happenedAt: minute(at) }))),
        );
        const { messages } = mergeThread(pages);
        const expected = [...new Set(cuts.flat())].sort((a, b) => a - b);
        expect(messages.map(({ id }) => id)).toEqual(expected.map((at) => `m${at}`));
      }),
    );
  });

  test("of two copies the one that was read last counts, so that a tick never goes back", () => {
    const at = minute(1);
    const fresh = makePage([makeMessage("m", { status: "read", happenedAt: at })]);
    const old = makePage([makeMessage("m", { status: "sent", happenedAt: at })]);
    expect(mergeThread([fresh, old]).messages.map(({ status }) => status)).toEqual(["read"]);
  });

  test("messages of the same instant are in the order of their ids, always", () => {
    const page = makePage([makeMessage("b"), makeMessage("a")]);
    expect(mergeThread([page]).messages.map(({ id }) => id)).toEqual(["a", "b"]);
  });
});

const kinds = (items: ThreadItem[]) =>
  items.map((item) => (item.kind === "message" ? item.message.id : item.kind));
const group = (
  messages: Parameters<typeof groupThread>[0]["messages"],
  { notes = [] as NoteView[], timeZone = "UTC", firstUnreadId = null as string | null } = {},
) => groupThread({ messages, notes }, { timeZone, firstUnreadId });

describe("a thread by day", () => {
  const late = makeMessage("late", { happenedAt: "2026-03-01T15:30:00.000Z" });
  const later = makeMessage("later", { happenedAt: "2026-03-01T16:30:00.000Z" });

  test("midnight is where the reader is", () => {
    expect(kinds(group([late, later]))).toEqual(["day", "late", "later"]);
    expect(kinds(group([late, later], { timeZone: "Asia/Shanghai" }))).toEqual([
      "day",
      "late",
      "day",
      "later",
    ]);
  });

  test("a note stands where it was written, the unread line above what is new", () => {
    const items = group([late, later], {
      notes: [note("n", "2026-03-01T16:00:00.000Z")],
      firstUnreadId: "later",
    });
    expect(kinds(items)).toEqual(["day", "late", "note", "unread", "later"]);
  });

  test("an unread message that is not loaded draws no line", () => {
    expect(kinds(group([late], { firstUnreadId: "elsewhere" }))).toEqual(["day", "late"]);
  });

  test("every item has a key of its own", () => {
    const items = group([late, later], { timeZone: "Asia/Shanghai", firstUnreadId: "later" });
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
  });
});

describe("runs of one author", () => {
  const runs = (items: ThreadItem[]) =>
    items.flatMap((item) => (item.kind === "message" ? [[item.startsRun, item.endsRun]] : []));

  test("messages in one go are one run, a pause ends it", () => {
    const messages = [0, 1, 9].map((at) => makeMessage(`m${at}`, { happenedAt: minute(at) }));
    expect(runs(group(messages))).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });

  test("two people in a group are two runs, also with the same name", () => {
    const from = (id: string, phone: string) =>
      makeMessage(id, { author: { kind: "contact", name: "Ana", phone } });
    expect(runs(group([from("a", "+1"), from("b", "+2")]))).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  test("a note between two messages ends the run", () => {
    const messages = [0, 2].map((at) => makeMessage(`m${at}`, { happenedAt: minute(at) }));
    expect(runs(group(messages, { notes: [note("n", minute(1))] }))).toEqual([
      [true, true],
      [true, true],
    ]);
  });
});
