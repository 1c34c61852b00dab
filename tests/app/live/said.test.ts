import { expect, test } from "vitest";
import { Said } from "#app/_lib/live/said.ts";

test("what was said while a page was on its way is told, and what it knew already is not", () => {
  const said = new Said();
  said.note(["labels"], 10_000);
  said.note(["chats", "notices"], 20_000);
  expect(said.since(19_000)).toEqual(["chats", "notices"]);
  expect(said.since(21_000)).toEqual([]);
  said.note(["chats"], 22_000);
  expect(said.since(21_000)).toEqual(["chats"]);
});

test("a clock that is a little ahead hides nothing", () => {
  const said = new Said();
  said.note(["chats"], 20_000);
  expect(said.since(20_400)).toEqual(["chats"]);
});

test("where anything may have been missed, all is", () => {
  const said = new Said();
  said.note("all", 20_000);
  expect(said.since(19_000)).toBe("all");
  expect(said.since(21_000)).toEqual([]);
});
