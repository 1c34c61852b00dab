import fc from "fast-check";
import { expect, test } from "vitest";
import {
  hoursPerSlot,
  slotsOf,
  totalOf,
} from "#app/w/[workspace]/settings/destinations/[destination]/slots.ts";

const hourMs = 60 * 60 * 1000;
const now = Date.parse("2026-03-08T10:25:00Z");
const hourAt = (back: number) => new Date(Math.floor(now / hourMs) * hourMs - back * hourMs).toISOString();

test("the hour that runs is the last bar, and hours without a row are empty bars", () => {
  const slots = slotsOf(
    [
      { hour: hourAt(0), delivered: 3, failed: 1, dead: 0, blocked: 0 },
      { hour: hourAt(23), delivered: 1, failed: 0, dead: 0, blocked: 0 },
    ],
    24,
    now,
  );
  expect(slots).toHaveLength(24);
  expect(slots.at(-1)).toMatchObject({ at: Date.parse("2026-03-08T10:00:00Z"), delivered: 3, failed: 1 });
  expect(slots[0]).toMatchObject({ at: Date.parse("2026-03-07T11:00:00Z"), delivered: 1 });
  expect(slots.slice(1, -1).every(({ delivered }) => delivered === 0)).toBe(true);
});

test("what is older than the period is in no bar", () => {
  const slots = slotsOf([{ hour: hourAt(24), delivered: 9, failed: 9, dead: 9, blocked: 9 }], 24, now);
  expect(totalOf(slots)).toEqual({ delivered: 0, failed: 0, dead: 0, blocked: 0 });
});

test("every attempt of a period is in exactly one bar, whatever the period", () => {
  const counts = fc.nat({ max: 1_000 });
  fc.assert(
    fc.property(
      fc.constantFrom(24, 168, 720),
      fc.dictionary(fc.nat({ max: 719 }).map(String), fc.tuple(counts, counts, counts, counts)),
      (span, made) => {
        const hours = Object.entries(made)
          .filter(([back]) => Number(back) < span)
          .map(([back, [delivered, failed, dead, blocked]]) => ({
            ...{ hour: hourAt(Number(back)), delivered, failed, dead, blocked },
          }));
        const slots = slotsOf(hours, span, now);
        expect(slots).toHaveLength(span / hoursPerSlot(span));
        const sum = (pick: "delivered" | "failed" | "dead" | "blocked") =>
          hours.reduce((total, hour) => total + hour[pick], 0);
        expect(totalOf(slots)).toEqual({
          delivered: sum("delivered"),
          failed: sum("failed"),
          dead: sum("dead"),
          blocked: sum("blocked"),
        });
      },
    ),
  );
});
