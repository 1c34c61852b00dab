import fc from "fast-check";
import { expect, test } from "vitest";
import { isOnDuty, weekTimeAt } from "#server/subscriptions/on-call.ts";

const shift = (fromMinute: number, untilMinute: number, ...days: number[]) => ({
  ...{ userId: "ana", days, fromMinute, untilMinute },
});

test("a shift runs on its days, its end not included", () => {
  const morning = shift(9 * 60, 12 * 60, 1, 3);
  expect(isOnDuty(morning, { day: 1, minute: 9 * 60 })).toBe(true);
  expect(isOnDuty(morning, { day: 1, minute: 12 * 60 })).toBe(false);
  expect(isOnDuty(morning, { day: 2, minute: 10 * 60 })).toBe(false);
});

test("one that passes midnight ends on the day after, from Sunday into Monday too", () => {
  const night = shift(22 * 60, 6 * 60, 7);
  expect(isOnDuty(night, { day: 7, minute: 23 * 60 })).toBe(true);
  expect(isOnDuty(night, { day: 1, minute: 5 * 60 + 59 })).toBe(true);
  expect(isOnDuty(night, { day: 1, minute: 6 * 60 })).toBe(false);
  expect(isOnDuty(night, { day: 7, minute: 5 * 60 })).toBe(false);
});

test("runs as long as it says, whenever it begins", () => {
  const minute = fc.nat(1_439);
  fc.assert(
    fc.property(minute, minute, fc.integer({ min: 1, max: 7 }), (from, until, day) => {
      const week = Array.from({ length: 7 * 1_440 }, (_, at) => ({
        day: 1 + Math.floor(at / 1_440),
        minute: at % 1_440,
      }));
      const minutes = week.filter((at) => isOnDuty(shift(from, until, day), at)).length;
      expect(minutes).toBe(from < until ? until - from : 1_440 - from + until);
    }),
    { numRuns: 30 },
  );
});

test("the clocks are the zone's", () => {
  const at = new Date("2026-03-01T23:30:00Z");
  expect(weekTimeAt("UTC", at)).toEqual({ day: 7, minute: 23 * 60 + 30 });
  expect(weekTimeAt("Asia/Kolkata", at)).toEqual({ day: 1, minute: 5 * 60 });
});
