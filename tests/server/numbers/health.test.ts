import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { healthOf } from "#server/numbers/health.ts";

const now = new Date("2026-05-01T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const working = { status: "working", workingSince: ago(60), provenAt: null };

describe("health rests on evidence", () => {
  test("a number that says it works is unproven until a message came or left since then", () => {
    expect(healthOf(working, now)).toBe("unproven");
    expect(healthOf({ ...working, provenAt: ago(3) }, now)).toBe("proven");
    expect(healthOf({ ...working, provenAt: ago(61) }, now)).toBe("unproven");
    expect(healthOf({ ...working, workingSince: ago(3_000), provenAt: ago(1_441) }, now)).toBe("unproven");
  });

  test("a number that is on its way is neither up nor down", () => {
    for (const status of ["starting", "qr_code"])
      expect(healthOf({ ...working, status }, now)).toBe("moving");
  });

  test("no proof of old makes a number that does not work look well", () => {
    const status = fc.string().filter((word) => !["working", "starting", "qr_code"].includes(word));
    fc.assert(
      fc.property(status, fc.option(fc.date({ max: now, noInvalidDate: true })), (word, provenAt) => {
        expect(healthOf({ status: word, workingSince: null, provenAt }, now)).toBe("down");
      }),
    );
  });
});
