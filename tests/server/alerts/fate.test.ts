import { describe, expect, test } from "vitest";
import type { DueAlert } from "#server/alerts/due-alerts.ts";
import { againAt, fateOf } from "#server/alerts/fate.ts";
import type { Reader } from "#server/alerts/reader.ts";
import type { AlertChannel } from "#server/alerts/turns.ts";
import { newId } from "#server/core/ids.ts";

/** A Wednesday. */
const noon = new Date("2026-03-04T12:00:00Z");
const hourMs = 3_600_000;
const hoursOn = (hours: number) => new Date(noon.getTime() + hours * hourMs);

const settings: Reader["settings"] = {
  ...{ timeZone: "UTC", quietFrom: null, quietUntil: null, quietDays: [] },
  ...{ digestHour: 8, mutedUntil: null },
};

const makeReader = (change: Partial<Reader["settings"]> = {}): Reader => ({
  ...{ userId: "ana", email: "ana@example.com", locale: null, role: "agent", hidePhones: false },
  sight: { workspaceId: newId(), onlyNumbers: null, assignedTo: null },
  settings: { ...settings, ...change },
  workspace: { id: newId(), slug: "harbour", name: "Harbour" },
});

function makeAlert(rule: Partial<DueAlert["rule"]> = {}, change: Partial<DueAlert> = {}): DueAlert {
  return {
    ...{ id: newId(), about: "session:chat", times: 1, dueAt: noon, reached: [] },
    rule: {
      ...{ id: newId(), name: "Rule", preset: null, audience: "everyone", role: null, userId: null },
      ...{ enabled: true, push: true, mail: "at_once", urgent: false, isMuted: false, ...rule },
    },
    ...{ isInSight: true, isSeen: false, number: null, chat: null },
    event: { id: newId(), name: "message.received", at: noon },
    ...change,
  };
}

const fate = (alert: DueAlert, reader = makeReader(), channel: AlertChannel = "mail", now = noon) =>
  fateOf(alert, reader, channel, now);

describe("news that are due", () => {
  test.each(["push", "mail", "digest"] as const)(
    "are told by %s when nothing speaks against it",
    (channel) => {
      expect(
        fate(makeAlert({ mail: channel === "digest" ? "daily" : "at_once" }), makeReader(), channel),
      ).toBe("tell");
    },
  );

  test.each<[string, DueAlert]>([
    ["are out of sight", makeAlert({}, { isInSight: false })],
    ["were seen in the app", makeAlert({}, { isSeen: true })],
    ["come from a rule that is off", makeAlert({ enabled: false })],
    ["come from a rule that the reader muted", makeAlert({ isMuted: true })],
    ["come from a rule for another role", makeAlert({ audience: "role", role: "owner" })],
    ["come from a rule for another member", makeAlert({ audience: "member", userId: "ben" })],
    ["come from a rule that mails no more", makeAlert({ mail: "none" })],
  ])("are dropped when they %s", (_why, alert) => {
    expect(fate(alert)).toBe("drop");
  });

  test("are told to whoever was on call when they came, and to the role and the member that a rule names", () => {
    expect(fate(makeAlert({ audience: "on_call" }))).toBe("tell");
    expect(fate(makeAlert({ audience: "role", role: "agent" }))).toBe("tell");
    expect(fate(makeAlert({ audience: "member", userId: "ana" }))).toBe("tell");
  });

  test.each([
    ["push", 0.5, 2],
    ["mail", 20, 25],
    ["digest", 70, 73],
  ] as const)("are not told by %s once they are too old", (channel, inTime, tooLate) => {
    expect(fate(makeAlert(), makeReader(), channel, hoursOn(inTime))).toBe("tell");
    expect(fate(makeAlert(), makeReader(), channel, hoursOn(tooLate))).toBe("drop");
  });
});

describe("settings that changed meanwhile", () => {
  const quiet = makeReader({ quietFrom: 11 * 60, quietUntil: 14 * 60 });

  test.each(["push", "mail", "digest"] as const)(
    "put %s off until quiet hours end, unless it is urgent",
    (channel) => {
      const mail = channel === "digest" ? "hourly" : "at_once";
      expect(fate(makeAlert({ mail }), quiet, channel)).toEqual({ putOffTo: hoursOn(2) });
      expect(fate(makeAlert({ mail, urgent: true }), quiet, channel)).toBe("tell");
    },
  );

  test("that mute everything drop pushes and mails, and have digests wait", () => {
    const muted = makeReader({ mutedUntil: hoursOn(3).toISOString() });
    expect(fate(makeAlert(), muted, "push")).toBe("drop");
    expect(fate(makeAlert(), muted, "mail")).toBe("drop");
    expect(fate(makeAlert({ mail: "hourly" }), muted, "digest")).toEqual({ putOffTo: hoursOn(3) });
    expect(fate(makeAlert({ mail: "daily" }), muted, "digest")).toEqual({ putOffTo: hoursOn(20) });
  });
});

test("more of the same is told as soon as may be, and by the next digest", () => {
  expect(againAt(makeAlert(), makeReader(), "push", noon)).toEqual(noon);
  const late = new Date(noon.getTime() + 1_000);
  expect(againAt(makeAlert({ mail: "hourly" }), makeReader(), "digest", late)).toEqual(hoursOn(1));
  expect(againAt(makeAlert({ mail: "daily" }), makeReader(), "digest", late)).toEqual(hoursOn(20));
});
