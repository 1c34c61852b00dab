import fc from "fast-check";
import { expect, test } from "vitest";
import { afterAttempt, allowedByBreaker, type Breaker } from "#server/deliveries/breaker.ts";

const closed: Breaker = { failuresInRow: 0, openUntilMs: null };

/** Attempts one after the other, each when the breaker lets it through. */
function fail(times: number, from: Breaker = closed, startMs = 0): { breaker: Breaker; pausesMs: number[] } {
  let [breaker, nowMs] = [from, startMs];
  const pausesMs: number[] = [];
  for (let time = 0; time < times; time++) {
    nowMs = Math.max(nowMs, breaker.openUntilMs ?? 0);
    breaker = afterAttempt(breaker, false, nowMs);
    if (breaker.openUntilMs !== null) pausesMs.push(breaker.openUntilMs - nowMs);
  }
  return { breaker, pausesMs };
}

test("four failures in a row change nothing, the fifth stops everything for 30 s", () => {
  expect(allowedByBreaker(fail(4).breaker, 0)).toBe(Number.POSITIVE_INFINITY);
  const { breaker } = fail(5);
  expect(breaker.openUntilMs).toBe(30_000);
  expect(allowedByBreaker(breaker, 29_999)).toBe(0);
  expect(allowedByBreaker(breaker, 30_000)).toBe(1);
});

test("each failed probe doubles the pause, up to ten minutes", () => {
  expect(fail(12).pausesMs).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000]);
  expect(fail(2_000).pausesMs.at(-1)).toBe(600_000);
});

test("what was under way when it opened and fails then does not count again", () => {
  const { breaker } = fail(5);
  expect(afterAttempt(breaker, false, 15_000)).toEqual(breaker);
});

test("one success closes it, whenever it comes", () => {
  expect(afterAttempt(fail(9).breaker, true, 1)).toEqual(closed);
});

test("in any course of attempts it is open only after five failures in a row, and never for more than ten minutes", () => {
  const course = fc.array(fc.record({ succeeded: fc.boolean(), waitMs: fc.nat(700_000) }), { maxLength: 60 });
  fc.assert(
    fc.property(course, (steps) => {
      let [breaker, nowMs, failures] = [closed, 0, 0];
      for (const { succeeded, waitMs } of steps) {
        nowMs += waitMs;
        failures = succeeded ? 0 : failures + 1;
        breaker = afterAttempt(breaker, succeeded, nowMs);
        const pauseMs = (breaker.openUntilMs ?? nowMs) - nowMs;
        expect(breaker.openUntilMs === null || failures >= 5).toBe(true);
        expect(pauseMs).toBeLessThanOrEqual(600_000);
        expect(breaker.failuresInRow).toBeLessThanOrEqual(failures);
      }
    }),
  );
});
