import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { percentileMs, successRate, withQuietHours } from "#server/deliveries/console.ts";

const none = { within50Ms: 0, within250Ms: 0, within1000Ms: 0, within5000Ms: 0, slower: 0 };

describe("percentiles", () => {
  test("are the bound of the bucket that they fall into, over all hours", () => {
    const hours = [
      { ...none, within50Ms: 90, slower: 1 },
      { ...none, within250Ms: 5, within1000Ms: 4 },
    ];
    expect(percentileMs(hours, 0.5)).toBe(50);
    expect(percentileMs(hours, 0.9)).toBe(50);
    expect(percentileMs(hours, 0.95)).toBe(250);
    expect(percentileMs(hours, 0.99)).toBe(1_000);
    expect(percentileMs(hours, 1)).toBe(15_000);
  });

  test("nobody answered: there is none", () => {
    expect(percentileMs([], 0.5)).toBeNull();
    expect(percentileMs([none], 0.5)).toBeNull();
  });

  test("a larger share never takes less time", () => {
    const count = fc.nat({ max: 1_000 });
    const hour = fc.record({
      ...{ within50Ms: count, within250Ms: count, within1000Ms: count, within5000Ms: count },
      slower: count,
    });
    const share = fc.double({ min: 0.001, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(hour, { maxLength: 5 }), share, share, (hours, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(percentileMs(hours, less) ?? 0).toBeLessThanOrEqual(percentileMs(hours, more) ?? 0);
      }),
    );
  });
});

test("the rate is that of attempts, and of none there is none", () => {
  expect(
    successRate([
      { delivered: 2, failed: 1 },
      { delivered: 1, failed: 0 },
    ]),
  ).toBe(0.75);
  expect(successRate([])).toBeNull();
});

test("hours in which nothing happened are there too, the last one being the one that runs", () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour));
  const known = [{ hour: at(3), delivered: 4, failed: 3, dead: 2, blocked: 1 }];
  expect(withQuietHours(known, new Date(Date.UTC(2026, 0, 1, 4, 59)), 3)).toEqual([
    { hour: "2026-01-01T02:00:00.000Z", delivered: 0, failed: 0, dead: 0, blocked: 0 },
    { hour: "2026-01-01T03:00:00.000Z", delivered: 4, failed: 3, dead: 2, blocked: 1 },
    { hour: "2026-01-01T04:00:00.000Z", delivered: 0, failed: 0, dead: 0, blocked: 0 },
  ]);
});
