import fc from "fast-check";
import { expect, test } from "vitest";
import { createRateCap } from "#server/inbox/rate-cap.ts";

test("no window ever gets more than the burst plus what refilled, whatever the clock does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 400 }), { maxLength: 200 }), (steps) => {
      const cap = createRateCap({ perSecond: 10, burst: 5 });
      let nowMs = 1_000_000;
      let forwardMs = 0;
      let taken = 0;
      for (const step of steps) {
        nowMs += step;
        forwardMs += Math.max(0, step);
        if (cap.take("inbox", nowMs).ok) taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(5 + (forwardMs / 1000) * 10 + 1e-6);
    }),
  );
});

test("whoever waits as told is served", () => {
  const cap = createRateCap({ perSecond: 4, burst: 1 });
  expect(cap.take("inbox", 0)).toEqual({ ok: true });
  const refused = cap.take("inbox", 0);
  expect(refused).toEqual({ ok: false, retryAfterMs: 250 });
  expect(cap.take("inbox", 250).ok).toBe(true);
});

test("one inbox's flood costs another nothing", () => {
  const cap = createRateCap({ perSecond: 1, burst: 1 });
  cap.take("loud", 0);
  expect(cap.take("loud", 0).ok).toBe(false);
  expect(cap.take("quiet", 0).ok).toBe(true);
});
