import { expect, test } from "vitest";
import { daysOf, daysWithin, lastDays, nextSpan } from "#server/plans/spans.ts";

const dayMs = 24 * 3_600_000;
const now = new Date("2026-03-01T00:00:00Z");
const after = (days: number) => new Date(now.getTime() + days * dayMs);

test("a smaller plan keeps what the bigger one had for thirty days more, and then its own", () => {
  const lowered = nextSpan({ days: 365 }, 7, now);
  expect(daysOf(lowered, now)).toBe(365);
  expect(daysOf(lowered, after(lastDays - 1))).toBe(365);
  expect(daysOf(lowered, after(lastDays))).toBe(7);
});

test("looking again puts nothing off, and to be lowered twice takes nothing away", () => {
  const once = nextSpan({ days: 365 }, 90, now);
  expect(nextSpan(once, 90, after(3))).toBe(once);
  const twice = nextSpan(once, 7, after(10));
  expect(daysOf(twice, after(12))).toBe(365);
  expect(daysOf(twice, after(41))).toBe(7);
});

test("a bigger plan holds at once, and what the biggest had goes on", () => {
  expect(nextSpan({ days: 7 }, 90, now)).toEqual({ days: 90 });
  const raised = nextSpan(nextSpan({ days: 365 }, 7, now), 90, after(1));
  expect(daysOf(raised, after(2))).toBe(365);
  expect(daysOf(raised, after(31))).toBe(90);
});

test("a workspace that is seen for the first time loses nothing for thirty days", () => {
  const first = nextSpan(undefined, 7, now);
  expect(daysOf(first, now)).toBeGreaterThan(3_650);
  expect(daysOf(first, after(31))).toBe(7);
});

test("of a setting and a plan the smaller holds, and no setting is all that the plan has", () => {
  expect([daysWithin(30, 7), daysWithin(3, 7), daysWithin(null, 7), daysWithin(30, null)]).toEqual([
    7, 3, 7, 30,
  ]);
  expect(daysWithin(null, null)).toBeNull();
});
