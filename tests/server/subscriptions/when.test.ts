import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NotificationSettings } from "#server/subscriptions/schemas.ts";
import { isQuietAt, type TellingChannel, whenToTell } from "#server/subscriptions/when.ts";

const plain: NotificationSettings = {
  timeZone: "Europe/Berlin",
  quietFrom: null,
  quietUntil: null,
  quietDays: [],
  digestHour: 8,
  mutedUntil: null,
};
const night = { quietFrom: 22 * 60, quietUntil: 7 * 60 };

const due = (
  settings: Partial<NotificationSettings>,
  channel: TellingChannel,
  now: string,
  urgent = false,
): string | null =>
  whenToTell({ ...plain, ...settings }, { urgent, channel }, new Date(now))?.toISOString() ?? null;

describe("who has no quiet time", () => {
  test("is told at once", () => {
    expect(due({}, "push", "2026-03-02T03:04:05.678Z")).toBe("2026-03-02T03:04:05.678Z");
    expect(due({ quietFrom: 60, quietUntil: 60 }, "at_once", "2026-03-02T00:30:00Z")).toBe(
      "2026-03-02T00:30:00.000Z",
    );
  });

  test("gets digests at the full hour of their clocks, and at the hour of their choice", () => {
    expect(due({}, "hourly", "2026-03-02T10:00:01Z")).toBe("2026-03-02T11:00:00.000Z");
    expect(due({ timeZone: "Asia/Kolkata" }, "hourly", "2026-03-02T10:00:01Z")).toBe(
      "2026-03-02T10:30:00.000Z",
    );
    expect(due({}, "daily", "2026-03-02T06:59:00Z")).toBe("2026-03-02T07:00:00.000Z");
    expect(due({}, "daily", "2026-03-02T07:00:01Z")).toBe("2026-03-03T07:00:00.000Z");
  });

  test("gets the daily digest at the same hour when the clocks change", () => {
    expect(due({}, "daily", "2026-03-28T08:00:00Z")).toBe("2026-03-29T06:00:00.000Z");
    expect(due({}, "daily", "2026-10-24T08:00:00Z")).toBe("2026-10-25T07:00:00.000Z");
  });
});

describe("quiet time", () => {
  test("passes midnight and puts off until it ends", () => {
    expect(due(night, "push", "2026-03-02T20:59:59Z")).toBe("2026-03-02T20:59:59.000Z");
    expect(due(night, "push", "2026-03-02T21:00:00Z")).toBe("2026-03-03T06:00:00.000Z");
    expect(due(night, "push", "2026-03-03T05:59:00Z")).toBe("2026-03-03T06:00:00.000Z");
    expect(due({ ...night, digestHour: 6 }, "daily", "2026-03-02T20:00:00Z")).toBe(
      "2026-03-03T06:00:00.000Z",
    );
  });

  test("of a day runs into the next morning's", () => {
    const weekend = { ...night, quietDays: [6, 7] };
    expect(due(weekend, "at_once", "2026-03-06T20:30:00Z")).toBe("2026-03-06T20:30:00.000Z");
    expect(due(weekend, "at_once", "2026-03-06T21:30:00Z")).toBe("2026-03-09T06:00:00.000Z");
  });

  test("does not keep what is urgent", () => {
    expect(due(night, "push", "2026-03-02T23:00:00Z", true)).toBe("2026-03-02T23:00:00.000Z");
  });

  test("of a whole week is never over", () => {
    expect(due({ quietDays: [1, 2, 3, 4, 5, 6, 7] }, "push", "2026-03-02T12:00:00Z")).toBeNull();
  });

  test("ends once where the clocks show its end twice", () => {
    // 01:30 comes twice in that night; the second hour is quiet again until it.
    const settings = { timeZone: "Europe/London", quietFrom: 22 * 60, quietUntil: 90 };
    expect(due(settings, "push", "2026-10-25T00:10:00Z")).toBe("2026-10-25T00:30:00.000Z");
    expect(due(settings, "push", "2026-10-25T01:10:00Z")).toBe("2026-10-25T01:30:00.000Z");
  });
});

test("whoever muted everything gets no push or mail, not even an urgent one; their digests wait", () => {
  const muted = { mutedUntil: "2026-03-03T09:30:00Z" };
  expect(due(muted, "push", "2026-03-02T12:00:00Z", true)).toBeNull();
  expect(due(muted, "at_once", "2026-03-02T12:00:00Z")).toBeNull();
  expect(due(muted, "hourly", "2026-03-02T12:00:00Z")).toBe("2026-03-03T10:00:00.000Z");
  expect(due(muted, "daily", "2026-03-02T12:00:00Z")).toBe("2026-03-04T07:00:00.000Z");
  expect(due(muted, "push", "2026-03-03T09:30:00Z")).toBe("2026-03-03T09:30:00.000Z");
});

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
];
const minute = fc.nat(1_439);
const settingsOf = fc.record({
  timeZone: fc.constantFrom(...zones),
  quietFrom: fc.option(minute),
  quietUntil: fc.option(minute),
  quietDays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 6 }),
  digestHour: fc.nat(23),
  mutedUntil: fc.option(
    fc
      .date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true })
      .map((at) => at.toISOString()),
  ),
});
const when = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true });
const channel = fc.constantFrom<TellingChannel>("push", "at_once", "hourly", "daily");

describe("whatever somebody wants", () => {
  test("nothing is told before it happened, while they muted all, or, unless urgent, in quiet time", () => {
    fc.assert(
      fc.property(settingsOf, channel, fc.boolean(), when, (settings, channel, urgent, now) => {
        const at = whenToTell(settings, { urgent, channel }, now);
        if (at === null) return;
        expect(at.getTime()).toBeGreaterThanOrEqual(now.getTime());
        if (settings.mutedUntil) {
          const until = new Date(settings.mutedUntil);
          expect(until > now && at < until).toBe(false);
        }
        if (!urgent) expect(isQuietAt(settings, at)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test("what is put off is put off no longer than needed", () => {
    fc.assert(
      fc.property(settingsOf, when, (settings, now) => {
        const at = whenToTell({ ...settings, mutedUntil: null }, { urgent: false, channel: "push" }, now);
        // Clocks that are put forward may skip the end by up to an hour.
        const latest = (at?.getTime() ?? now.getTime() + 7 * 86_400_000) - 61 * 60_000;
        for (let time = now.getTime(); time < latest; time += 17 * 60_000) {
          expect(isQuietAt(settings, new Date(time))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("the daily digest comes within a day and a bit at their hour, unless the clocks skip it", () => {
    fc.assert(
      fc.property(settingsOf, when, (settings, now) => {
        const open = { ...settings, mutedUntil: null };
        const at = whenToTell(open, { urgent: true, channel: "daily" }, now);
        if (at === null) throw new Error("An urgent digest has its time.");
        const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(
          settings.timeZone,
        );
        const isSkipped = local.hoursInDay < 24 && local.hour === settings.digestHour + 1;
        expect(isSkipped || local.hour === settings.digestHour).toBe(true);
        expect(at.getTime() - now.getTime()).toBeLessThanOrEqual(26 * 3_600_000);
      }),
      { numRuns: 1_000 },
    );
  });
});
