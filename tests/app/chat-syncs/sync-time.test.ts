import { expect, test } from "vitest";
import { leftMinutes } from "#app/w/[workspace]/_components/sync-time.ts";

const startedAt = "2026-01-01T00:00:00.000Z";
const after = (minutes: number) => Date.parse(startedAt) + minutes * 60_000;

test("the rest is told as a range, once enough is behind to tell", () => {
  expect(leftMinutes({ startedAt, chatsDone: 10, chatsTotal: 30 }, after(10))).toEqual({ from: 15, to: 30 });
  expect(leftMinutes({ startedAt, chatsDone: 29, chatsTotal: 30 }, after(1))).toEqual({ from: 1, to: 2 });
});

test("nothing is told while chats are counted, at the start, and at the end", () => {
  expect(leftMinutes({ startedAt, chatsDone: 10, chatsTotal: null }, after(10))).toBeNull();
  expect(leftMinutes({ startedAt, chatsDone: 4, chatsTotal: 30 }, after(10))).toBeNull();
  expect(leftMinutes({ startedAt, chatsDone: 30, chatsTotal: 30 }, after(10))).toBeNull();
});
