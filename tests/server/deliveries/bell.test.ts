import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Bell } from "#server/deliveries/bell.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Somebody who sleeps until woken. @returns whether they still sleep */
function sleeper(bell: Bell, ms = 60_000) {
  let asleep = true;
  void bell.sleep(ms).then(() => {
    asleep = false;
  });
  return async (afterMs = 0) => {
    await vi.advanceTimersByTimeAsync(afterMs);
    return asleep;
  };
}

test("whoever comes anew wakes at once, although somebody else asked for later", async () => {
  const bell = new Bell();
  const sleeps = sleeper(bell);
  bell.ringIn(10);
  expect(await sleeps(5)).toBe(true);
  bell.ring();
  expect(await sleeps()).toBe(false);
  // What was asked for later has been served with it.
  expect(await sleeper(bell)(1_000)).toBe(true);
});

test("however often somebody asks for later, it is one ring, and no later than the first of them asked for", async () => {
  const bell = new Bell();
  const sleeps = sleeper(bell);
  for (let asked = 0; asked < 9; asked++) {
    bell.ringIn(10);
    expect(await sleeps(1)).toBe(true);
  }
  bell.ringIn(10);
  expect(await sleeps(1)).toBe(false);
  expect(await sleeper(bell)(1_000)).toBe(true);
});

test("whoever asks for sooner is not kept waiting by somebody who asked for later", async () => {
  const bell = new Bell();
  const sleeps = sleeper(bell);
  bell.ringIn(5_000);
  bell.ringIn(10);
  expect(await sleeps(10)).toBe(false);
});

test("a ring while nobody sleeps is not lost", async () => {
  const bell = new Bell();
  bell.ringIn(0);
  expect(await sleeper(bell)()).toBe(false);
  bell.ringIn(5);
  await vi.advanceTimersByTimeAsync(5);
  expect(await sleeper(bell)()).toBe(false);
});
