import fc from "fast-check";
import { expect, test } from "vitest";
import { readRetryAfterMs, retryDelayMs, retryDelaysMs } from "#server/deliveries/schedule.ts";

const random = fc.double({ min: 0, max: 1, noNaN: true });
const failed = fc.integer({ min: 1, max: retryDelaysMs.length });

test("eight attempts: at once, then 5 s, 5 m, 30 m, 2 h, 5 h, 10 h and 10 h after the one before", () => {
  const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelayMs(attempt, null, 0.5));
  expect(delays).toEqual([5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 36_000_000]);
  expect(retryDelayMs(8, null, 0.5)).toBeNull();
  expect(retryDelayMs(8, 60_000, 0.5)).toBeNull();
});

test("a delay is within a fifth of its base, and reaches both ends", () => {
  fc.assert(
    fc.property(failed, random, (attempt, chance) => {
      const base = retryDelaysMs[attempt - 1] ?? 0;
      const delay = retryDelayMs(attempt, null, chance) ?? 0;
      return delay >= 0.8 * base && delay <= 1.2 * base;
    }),
  );
  expect([retryDelayMs(1, null, 0), retryDelayMs(1, null, 1)]).toEqual([4_000, 6_000]);
});

test("what Retry-After asks for is honoured between the base and twice the base", () => {
  fc.assert(
    fc.property(failed, random, fc.nat(200_000_000), (attempt, chance, asked) => {
      const base = retryDelaysMs[attempt - 1] ?? 0;
      const delay = retryDelayMs(attempt, asked, chance) ?? 0;
      expect(delay).toBeGreaterThanOrEqual(base);
      expect(delay).toBeLessThanOrEqual(2 * base);
      if (asked >= base && asked <= 2 * base) expect(delay).toBe(asked);
    }),
  );
});

test("Retry-After is read as seconds or as a date", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  expect(readRetryAfterMs("120", now)).toBe(120_000);
  expect(readRetryAfterMs(" 0 ", now)).toBe(0);
  expect(readRetryAfterMs("Sun, 01 Mar 2026 12:00:30 GMT", now)).toBe(30_000);
  expect(readRetryAfterMs("Sunday, 01-Mar-26 12:00:30 GMT", now)).toBe(30_000);
  expect(readRetryAfterMs("Sun, 01 Mar 2026 11:00:00 GMT", now)).toBe(0);
  for (const odd of [undefined, "", "-5", "1.5", "soon", "Sun, 99 Foo 2026", "1e9", "99999999999"]) {
    expect(readRetryAfterMs(odd, now)).toBeNull();
  }
});

test("whatever a header says, what is read of it is no negative number", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (header, now) => {
      const asked = readRetryAfterMs(header, now);
      return asked === null || asked >= 0;
    }),
  );
});
