import fc from "fast-check";
import { expect, test } from "vitest";
import { nextStartKnownMs, type Rate, startsWithin, takeStarts } from "#server/deliveries/rate.ts";

const asks = fc.array(fc.record({ waitMs: fc.nat(3_000), wanted: fc.integer({ min: 0, max: 80 }) }), {
  maxLength: 40,
});

/** All starts that a course of claims gives out. */
function startsOf(perSecond: number, course: { waitMs: number; wanted: number }[]): number[] {
  let rate: Rate = { perSecond, usedUntilMs: null };
  let nowMs = 1_000_000;
  const starts: number[] = [];
  for (const { waitMs, wanted } of course) {
    nowMs += waitMs;
    const taken = takeStarts(rate, Math.min(wanted, startsWithin(rate, nowMs)), nowMs);
    for (const startMs of taken.startsMs) {
      expect(startMs).toBeGreaterThanOrEqual(nowMs);
      expect(startMs).toBeLessThanOrEqual(nowMs + 251);
    }
    starts.push(...taken.startsMs);
    rate = { perSecond, usedUntilMs: taken.usedUntilMs };
  }
  return starts;
}

test("starts are never closer together than the rate says, so no window of time holds more than the rate and one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), asks, (perSecond, course) => {
      const starts = startsOf(perSecond, course);
      for (const [index, startMs] of starts.entries()) {
        const before = starts[index - 1] ?? Number.NEGATIVE_INFINITY;
        expect(startMs - before).toBeGreaterThanOrEqual(1000 / perSecond - 0.001);
      }
    }),
  );
});

test("whoever asks all the time gets the whole rate", () => {
  const course = Array.from({ length: 101 }, () => ({ waitMs: 100, wanted: 1_000 }));
  expect(startsOf(50, course).length).toBeGreaterThanOrEqual(500);
  expect(startsOf(50, course).length).toBeLessThanOrEqual(513 + 5);
});

test("once no start is left, the next one is known when it comes within reach", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), (perSecond) => {
      const rate: Rate = { perSecond, usedUntilMs: null };
      const { usedUntilMs } = takeStarts(rate, startsWithin(rate, 5_000), 5_000);
      const used: Rate = { perSecond, usedUntilMs };
      expect(startsWithin(used, 5_000)).toBe(0);
      const nextMs = nextStartKnownMs(used) ?? 0;
      expect(nextMs).toBeGreaterThan(5_000);
      expect(startsWithin(used, nextMs)).toBeGreaterThanOrEqual(1);
    }),
  );
});

test("without a rate everything starts at once", () => {
  const free: Rate = { perSecond: null, usedUntilMs: null };
  expect(startsWithin(free, 7)).toBe(Number.POSITIVE_INFINITY);
  expect(takeStarts(free, 3, 7)).toEqual({ startsMs: [7, 7, 7], usedUntilMs: null });
  expect(nextStartKnownMs(free)).toBeNull();
});
