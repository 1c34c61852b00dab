import fc from "fast-check";
import { expect, test } from "vitest";
import { carryOver } from "#server/limiter/carry-over.ts";
import { type Ask, decide, type Minute, type Taken } from "#server/limiter/decide.ts";

const windowMs = 60_000;

const taken = fc
  .array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 2 * windowMs }),
      lane: fc.constantFrom("ana", "ben", "cleo"),
      own: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.toSorted((a, b) => a.atMs - b.atMs));
const minuteWith = (all: readonly Taken[]): Minute => ({ taken: all, claims: [] });
const since = (all: readonly Taken[], ms: number) => all.filter(({ atMs }) => atMs >= ms).length;
const times = (minute: Minute) => minute.taken.map(({ atMs }) => atMs);

test("in each span up to now there are as many calls as in the fuller of the two", () => {
  fc.assert(
    fc.property(taken, taken, fc.integer({ min: -5_000, max: 5_000 }), (ours, theirs, aheadMs) => {
      const both = carryOver(minuteWith(ours), minuteWith(theirs), aheadMs);
      for (const { atMs } of both.taken) {
        expect(since(both.taken, atMs)).toBe(Math.max(since(ours, atMs), since(theirs, atMs - aheadMs)));
      }
      expect(both.taken).toHaveLength(Math.max(ours.length, theirs.length));
      expect(times(both)).toEqual(times(both).toSorted((a, b) => a - b));
    }),
  );
});

test("what several processes carry over one after the other is not counted twice", () => {
  fc.assert(
    fc.property(taken, taken, fc.nat(40), (ours, theirs, seen) => {
      const once = carryOver(minuteWith(ours), minuteWith(theirs), 0);
      // Another process saw the same minute, or an earlier state of it.
      const again = carryOver(once, minuteWith(theirs.slice(0, seen)), 0);
      expect(again).toEqual(once);
    }),
  );
});

test("after a store was changed no window has more calls than the limit, whatever its clock says", () => {
  const ask: Ask = { lane: "ana", class: "program", graceMs: 0 };
  const steps = fc.array(fc.record({ afterMs: fc.nat(20_000), asks: fc.integer({ min: 1, max: 6 }) }), {
    maxLength: 40,
  });
  const clocks = fc.integer({ min: -3_600_000, max: 3_600_000 });
  fc.assert(
    fc.property(
      steps,
      fc.nat(40),
      clocks,
      fc.integer({ min: 1, max: 12 }),
      (script, turn, aheadMs, limit) => {
        let minute = minuteWith([]);
        let nowMs = 10_000_000;
        const granted: number[] = [];
        script.forEach(({ afterMs, asks }, step) => {
          nowMs += afterMs;
          // The other store is empty, and its clock shows another time.
          const clockMs = step >= turn ? nowMs + aheadMs : nowMs;
          if (step === turn) minute = carryOver(minuteWith([]), minute, aheadMs);
          const all = Array.from({ length: asks }, () => ask);
          const decided = decide(minute, all, { limit, windowMs }, clockMs);
          minute = decided.minute;
          for (const { allowed } of decided.decisions) if (allowed) granted.push(nowMs);
        });
        for (const at of granted) {
          expect(granted.filter((one) => one >= at && one < at + windowMs).length).toBeLessThanOrEqual(limit);
        }
      },
    ),
  );
});
