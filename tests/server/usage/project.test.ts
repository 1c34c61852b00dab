import fc from "fast-check";
import { expect, it } from "vitest";
import { project } from "#server/usage/project.ts";

const middle = new Date("2026-11-16T00:00:00Z");

it("says when a month's share is used up at the pace so far", () => {
  expect(project(60, 100, middle).at).toBe("2026-11-26T00:00:00.000Z");
});

it("says nothing where the month ends first, nothing is used, or no limit is known", () => {
  for (const [used, limit] of [
    [40, 100],
    [0, 100],
    [5_000, null],
  ] as const)
    expect(project(used, limit, middle).at).toBeNull();
});

it("takes no pace from the first hours of a month", () => {
  expect(project(1, 50, new Date("2026-11-01T00:01:00Z")).at).toBeNull();
});

it("names a moment within the month, and not before now", () => {
  const moment = fc.date({
    min: new Date("2026-01-01T00:00:00Z"),
    max: new Date("2026-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 10_000 }), moment, (used, limit, now) => {
      const { at } = project(used, limit, now);
      if (at === null) return;
      expect(Date.parse(at)).toBeGreaterThanOrEqual(now.getTime());
      expect(new Date(at).getUTCMonth()).toBe(now.getUTCMonth());
    }),
  );
});
