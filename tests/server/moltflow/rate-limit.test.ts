import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRateLimit, readRetryAt } from "#server/moltflow/rate-limit.ts";

const NOW_MS = Date.UTC(2026, 1, 11, 10, 0, 0);
const NOW_S = NOW_MS / 1_000;
const MINUTE_MS = 60_000;

const resetAt = (value: string | number) =>
  readRateLimit(new Headers({ "X-RateLimit-Reset": String(value) }), NOW_MS).resetAtMs;

describe("X-RateLimit-Reset", () => {
  it("means the same moment in epoch seconds, epoch milliseconds and seconds from now", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600 }), (seconds) => {
        const expected = NOW_MS + seconds * 1_000;
        expect(resetAt(seconds)).toBe(expected);
        expect(resetAt(NOW_S + seconds)).toBe(expected);
        expect(resetAt(expected)).toBe(expected);
      }),
    );
  });

  it("never names a past moment or one more than an hour away, whatever the header holds", () => {
    const anything = fc.oneof(
      fc.double().map(String),
      fc.integer().map(String),
      fc.bigInt().map(String),
      fc.string().filter((text) => /^[\x20-\x7e]*$/.test(text)),
    );
    fc.assert(
      fc.property(anything, (value) => {
        const atMs = resetAt(value);
        expect(atMs).toBeGreaterThanOrEqual(NOW_MS);
        expect(atMs).toBeLessThanOrEqual(NOW_MS + 60 * MINUTE_MS);
      }),
    );
  });

  it.each(["soon", "-5", "NaN", "1e99", NOW_S - 30, NOW_S + 86_400, 999_999])(
    "becomes one minute from now when it is %s",
    (value) => {
      expect(resetAt(value)).toBe(NOW_MS + MINUTE_MS);
    },
  );

  it("forgives a reset that lies behind by rounding to whole seconds", () => {
    const atMs = readRateLimit(new Headers({ "X-RateLimit-Reset": String(NOW_S) }), NOW_MS + 700).resetAtMs;
    expect(atMs).toBe(NOW_MS + 700);
  });

  it("is null when the header is missing", () => {
    expect(readRateLimit(new Headers(), NOW_MS)).toEqual({ remaining: null, resetAtMs: null });
  });
});

describe("X-RateLimit-Remaining", () => {
  it("reads whole numbers and nothing else", () => {
    const remaining = (value: string) =>
      readRateLimit(new Headers({ "X-RateLimit-Remaining": value }), NOW_MS).remaining;
    expect(["0", "9", " 12 ", "-1", "2.5", "many", ""].map(remaining)).toEqual([
      0,
      9,
      12,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe("when to try again", () => {
  const retryAt = (headers: Record<string, string>) => readRetryAt(new Headers(headers), NOW_MS);

  it("follows Retry-After in seconds or as a date before the window's reset", () => {
    expect(retryAt({ "Retry-After": "7", "X-RateLimit-Reset": "30" })).toBe(NOW_MS + 7_000);
    expect(retryAt({ "Retry-After": new Date(NOW_MS + 9_000).toUTCString() })).toBe(NOW_MS + 9_000);
  });

  it("falls back to the reset, then to one minute", () => {
    expect(retryAt({ "X-RateLimit-Reset": "30" })).toBe(NOW_MS + 30_000);
    expect(retryAt({})).toBe(NOW_MS + MINUTE_MS);
    expect(retryAt({ "Retry-After": "whenever" })).toBe(NOW_MS + MINUTE_MS);
  });

  it("is never in the past", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer().map(String), fc.date({ noInvalidDate: true }).map(String)),
        (value) => {
          expect(retryAt({ "Retry-After": value })).toBeGreaterThanOrEqual(NOW_MS);
        },
      ),
    );
  });
});
