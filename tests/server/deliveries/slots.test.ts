import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Slots } from "#server/deliveries/slots.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("whoever got many rests and is passed over until then; whoever got a few is not", () => {
  const slots = new Slots(256);
  slots.take("hot", 20);
  slots.take("quiet", 1);
  const { passedOver, nextRestedMs } = slots.room();
  expect(passedOver).toEqual(["hot"]);
  expect(nextRestedMs).toBe(slots.restLeftMs("hot"));
  expect(slots.restLeftMs("hot")).toBeGreaterThan(0);
  expect(slots.restLeftMs("quiet")).toBe(0);
  vi.advanceTimersByTime(nextRestedMs ?? 0);
  expect(slots.room()).toMatchObject({ passedOver: [], nextRestedMs: null });
});

test("however many somebody got, the rest is short", () => {
  const slots = new Slots(1_000);
  slots.take("hot", 500);
  expect(slots.restLeftMs("hot")).toBeLessThanOrEqual(25);
});

test("a destination is quick while it takes what it gets, and takes it fast", () => {
  const slots = new Slots(10);
  const isQuick = () => slots.room().isQuick("shop");
  expect(isQuick()).toBe(false);
  slots.noteAnswer("shop", 12);
  expect(isQuick()).toBe(true);
  slots.noteAnswer("shop", 900);
  expect(isQuick()).toBe(false);
  slots.noteAnswer("shop", 12);
  slots.noteAnswer("shop", null);
  expect(isQuick()).toBe(false);
});

test("whoever has no room is passed over until somebody gives back", () => {
  const slots = new Slots(12);
  slots.take("hot", 8);
  vi.advanceTimersByTime(1_000);
  expect(slots.room().passedOver).toEqual(["hot"]);
  expect(slots.giveBack("hot")).toBe(true);
  for (let given = 0; given < 5; given++) slots.giveBack("hot");
  expect(slots.room().passedOver).toEqual([]);
  expect(slots.giveBack("hot")).toBe(false);
});
