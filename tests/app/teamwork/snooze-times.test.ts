import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldOfInstant, instantOfField, snoozeTimes } from "#app/w/[workspace]/_lib/snooze-times.ts";
import { instantAt, wallTimeAt } from "#app/w/[workspace]/_lib/zoned-time.ts";

const at = (iso: string) => Date.parse(iso);
const iso = (ms: number) => new Date(ms).toISOString();
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Asia/Shanghai",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Africa/Casablanca",
];
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe("the menu's moments", () => {
  test.each([
    // Clocks go forward on 29 March 2026 in Berlin, and back on 25 October.
    ["Europe/Berlin", "2026-03-28T11:00:00Z", "2026-03-29T07:00:00.000Z", "2026-03-30T07:00:00.000Z"],
    ["Europe/Berlin", "2026-10-24T11:00:00Z", "2026-10-25T08:00:00.000Z", "2026-10-26T08:00:00.000Z"],
    // In New York on 8 March.
    ["America/New_York", "2026-03-07T17:00:00Z", "2026-03-08T13:00:00.000Z", "2026-03-09T13:00:00.000Z"],
    // It is Monday already in Shanghai, while it is Sunday in UTC: next Monday is a week away.
    ["Asia/Shanghai", "2026-11-29T20:00:00Z", "2026-12-01T01:00:00.000Z", "2026-12-07T01:00:00.000Z"],
    // Still Sunday in New York, while it is Monday in UTC.
    ["America/New_York", "2026-11-30T03:00:00Z", "2026-11-30T14:00:00.000Z", "2026-11-30T14:00:00.000Z"],
    ["Asia/Kathmandu", "2026-12-31T12:00:00Z", "2027-01-01T03:15:00.000Z", "2027-01-04T03:15:00.000Z"],
  ])("in %s at %s are nine o'clock there", (zone, now, tomorrow, nextMonday) => {
    const times = snoozeTimes(zone, at(now));
    expect([iso(times.tomorrow), iso(times.nextMonday)]).toEqual([tomorrow, nextMonday]);
    expect(times.inAnHour).toBe(at(now) + hourMs);
  });

  test("are always to come, at nine on the next day and on a Monday within a week, in every zone", () => {
    const instants = fc.integer({ min: at("2020-01-01T00:00:00Z"), max: at("2037-12-31T00:00:00Z") });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, now) => {
        const { tomorrow, nextMonday } = snoozeTimes(zone, now);
        const today = wallTimeAt(zone, now);
        const next = new Date(Date.UTC(today.year, today.month - 1, today.day + 1));
        expect(wallTimeAt(zone, tomorrow)).toEqual({
          ...{ year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() },
          ...{ hour: 9, minute: 0 },
        });
        const monday = wallTimeAt(zone, nextMonday);
        expect(new Date(Date.UTC(monday.year, monday.month - 1, monday.day)).getUTCDay()).toBe(1);
        expect(monday).toMatchObject({ hour: 9, minute: 0 });
        expect(nextMonday).toBeGreaterThan(now);
        expect(nextMonday - now).toBeLessThanOrEqual(8 * dayMs);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a time of one's own", () => {
  test("that the clocks show twice is the first of the two, one that they skip is as much later", () => {
    expect(iso(instantOfField("Europe/Berlin", "2026-10-25T02:30") ?? 0)).toBe("2026-10-25T00:30:00.000Z");
    expect(iso(instantOfField("Europe/Berlin", "2026-03-29T02:30") ?? 0)).toBe("2026-03-29T01:30:00.000Z");
    expect(iso(instantOfField("America/New_York", "2026-03-08T02:30") ?? 0)).toBe("2026-03-08T07:30:00.000Z");
    // Half an hour only.
    expect(iso(instantOfField("Australia/Lord_Howe", "2026-10-04T02:15") ?? 0)).toBe(
      "2026-10-03T15:45:00.000Z",
    );
  });

  test("comes back from its field as the same minute, but for those that the clocks show twice", () => {
    const minutes = fc
      .integer({ min: at("2020-01-01T00:00:00Z") / 60_000, max: at("2037-12-31T00:00:00Z") / 60_000 })
      .map((minute) => minute * 60_000);
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, (zone, moment) => {
        const field = fieldOfInstant(zone, moment);
        const back = instantOfField(zone, field) ?? 0;
        expect(fieldOfInstant(zone, back)).toBe(field);
        expect(back).toBeLessThanOrEqual(moment);
        expect(moment - back).toBeLessThanOrEqual(hourMs);
      }),
      { numRuns: 500 },
    );
  });

  test("that is not filled in is none", () => {
    for (const value of ["", "2026-01-01", "tomorrow"]) expect(instantOfField("UTC", value)).toBeNull();
  });

  test("goes on over the ends of months and years", () => {
    expect(iso(instantAt("UTC", { year: 2026, month: 12, day: 32, hour: 9, minute: 0 }))).toBe(
      "2027-01-01T09:00:00.000Z",
    );
  });
});
