import fc from "fast-check";
import { expect, test } from "vitest";
import { earliestCallMs } from "#server/numbers/pairing-rules.ts";

test("calls that wait for their turn are never more than four in any 60 seconds, however impatient the caller", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 40 }), (waits) => {
      const calls: number[] = [];
      let nowMs = 0;
      for (const wait of waits) {
        nowMs = earliestCallMs(calls, nowMs + wait);
        calls.push(nowMs);
      }
      for (const from of calls) {
        expect(calls.filter((atMs) => atMs >= from && atMs <= from + 60_000).length).toBeLessThanOrEqual(4);
      }
    }),
  );
});

test("a call that has room goes out now", () => {
  expect(earliestCallMs([], 5_000)).toBe(5_000);
  expect(earliestCallMs([0, 1_000, 2_000], 5_000)).toBe(5_000);
  expect(earliestCallMs([0, 1_000, 2_000, 3_000], 61_500)).toBe(61_500);
});
