import { expect, test } from "vitest";
import { Heard } from "#server/live/heard.ts";

const minuteMs = 60_000;

function makeHeard() {
  const heard = new Heard();
  heard.forget(0);
  return heard;
}

test("what was said after a page was made is told, of its own workspace", () => {
  const heard = makeHeard();
  heard.note("one", "labels", 10_000);
  heard.note("one", "chats", 30_000);
  heard.note("two", "members", 30_000);
  expect(heard.topicsSince("one", 20_000, 31_000)).toEqual(["chats"]);
  expect(heard.topicsSince("one", 40_000, 41_000)).toEqual([]);
  expect(heard.topicsSince("three", 20_000, 31_000)).toEqual([]);
});

test("a page that was made a moment after, by a clock that is a little ahead, is told as well", () => {
  const heard = makeHeard();
  heard.note("one", "chats", 30_000);
  expect(heard.topicsSince("one", 31_500, 32_000)).toEqual(["chats"]);
});

test("nobody knows what was said before it listened, while the line was away, or long ago", () => {
  expect(new Heard().topicsSince("one", 20_000, 20_100)).toBe("all");
  const heard = makeHeard();
  heard.note("one", "chats", 30_000);
  expect(heard.topicsSince("one", 30_000, 30_000 + minuteMs)).toBe("all");
  heard.forget(40_000);
  expect(heard.topicsSince("one", 39_000, 41_000)).toBe("all");
  expect(heard.topicsSince("one", 50_000, 51_000)).toEqual([]);
});

test("a topic that is said again is as young as its last saying, and what is old is let go", () => {
  const heard = makeHeard();
  heard.note("old", "chats", 1_000);
  heard.note("one", "chats", 1_000);
  heard.note("one", "chats", 2 * minuteMs);
  expect(heard.topicsSince("one", 2 * minuteMs, 2 * minuteMs)).toEqual(["chats"]);
  expect(heard.remembered).toBe(1);
});
