import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forecast } from "#server/moltflow/budget/forecast.ts";
import { learn } from "#server/moltflow/budget/learn.ts";
import { type Budget, type Granted, usedOf, type Waiting } from "#server/moltflow/budget/schedule.ts";
import type { BudgetClass } from "#server/moltflow/budget/turn.ts";
import type { RateLimitNews } from "#server/moltflow/index.ts";
import { type Arrival, emptyBudget, simulate } from "./simulator.ts";

const limits = [1, 2, 10, 20, 40, 60];
const minuteMs = 60_000;

/** The most calls that reached MoltFlow within any sixty seconds. */
function busiestMinute(reachedMs: number[]): number {
  const sorted = reachedMs.toSorted((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((end, i) => sorted.slice(0, i + 1).filter((ms) => ms > end - minuteMs).length),
  );
}

const classes = fc.constantFrom<BudgetClass>("send", "read", "sync", "bulk");
const arrival: fc.Arbitrary<Arrival> = fc.record({
  atMs: fc.integer({ min: 0, max: 3 * minuteMs }),
  class: classes,
  lane: fc.constantFrom("ada", "ben", "eve", "zoe"),
  sessionId: fc.constant(null),
});
const arrivals = fc.array(arrival, { maxLength: 120, size: "max" });

describe("the limit", () => {
  test("no sixty seconds hold more calls than the plan allows, however long calls are on their way", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...limits),
        arrivals,
        fc.integer({ min: 0, max: 15_000 }),
        fc.boolean(),
        (perMinute, calls, slowMs, isAnswered) => {
          const { reachedMs } = simulate(emptyBudget(perMinute), calls, {
            onTheWayMs: slowMs,
            isAnswered,
            untilMs: 8 * minuteMs,
          });
          expect(busiestMinute(reachedMs)).toBeLessThanOrEqual(perMinute);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("what is shown as used is never more than the plan, also after the plan became smaller", () => {
    const granted = Array.from({ length: 40 }, (_, i) => turn(`${i}`, "send", "ada", 0));
    expect(usedOf({ ...emptyBudget(10), granted, foreign: { calls: 9, untilMs: 9e9 } }, 1)).toBe(10);
  });
});

describe("the order", () => {
  test("inside a class nobody waits for more turns than there are others", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(10, 20, 40),
        fc.array(
          fc.record({
            ...{ atMs: fc.integer({ min: 0, max: 30_000 }), class: fc.constant<BudgetClass>("send") },
            lane: fc.constantFrom("ada", "ben", "eve"),
            sessionId: fc.constant(null),
          }),
          { minLength: 40, maxLength: 90 },
        ),
        (perMinute, calls) => {
          const { turns, turnsBefore } = simulate(emptyBudget(perMinute), calls, { untilMs: 15 * minuteMs });
          for (const [at, own] of turns.entries()) {
            const last = turns.slice(0, at).findLastIndex(({ lane }) => lane === own.lane);
            const firstInLaneSince = Math.max(last + 1, turnsBefore.get(own.id) ?? 0);
            expect(at - firstInLaneSince).toBeLessThanOrEqual(2);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a lone member may use all of the minute at once", () => {
    const { turns } = simulate(emptyBudget(40), many(60, "send", "ada"), { untilMs: 1_000 });
    expect(turns).toHaveLength(40);
  });

  test("people's acts go before what they look at, and both before syncs and bulk work", () => {
    const calls = (["bulk", "sync", "read", "send"] as const).flatMap((of) => many(1, of, of));
    const { turns } = simulate(emptyBudget(60), calls, { untilMs: 10_000 });
    expect(turns.map((own) => own.class)).toEqual(["send", "read", "sync", "bulk"]);
  });

  test("with people filling every minute, reads, syncs and bulk work still get their turns", () => {
    const calls = many(400, "send", "ada").concat(
      many(20, "read", "ben"),
      many(9, "sync", "desk"),
      many(9, "bulk", "desk"),
    );
    const { turns } = simulate(emptyBudget(10), calls, { untilMs: 30 * minuteMs });
    const share = (of: BudgetClass) => turns.filter((own) => own.class === of).length;
    expect(share("read")).toBeGreaterThanOrEqual(15);
    expect(share("sync")).toBeGreaterThanOrEqual(5);
    expect(share("bulk")).toBeGreaterThanOrEqual(3);
  });
});

describe("people and machines", () => {
  test("however much bulk work waits, a send that comes to an empty line waits eight seconds at most", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(10, 20, 40, 60),
        fc.array(fc.integer({ min: minuteMs, max: 9 * minuteMs }), { minLength: 1, maxLength: 25 }),
        fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 30 }),
        (perMinute, times, gaps) => {
          const bulk = many(400, "bulk", "desk").concat(many(200, "sync", "desk", minuteMs / 2));
          // Somebody who sends as often as the plan's even pace allows, at their own moments.
          let atMs = Math.min(...times);
          const sends = gaps.map((gap, i) => {
            atMs += Math.max(gap, (2 * minuteMs) / perMinute);
            return { atMs, class: "send" as const, lane: `person-${i % 3}`, sessionId: null };
          });
          const { turns, arrived } = simulate(emptyBudget(perMinute), [...bulk, ...sends], {
            untilMs: 45 * minuteMs,
          });
          const waits = turns
            .filter((own) => own.class === "send")
            .map((own) => own.atMs - (arrived.get(own.id) ?? 0));
          expect(waits).toHaveLength(sends.length);
          expect(Math.max(...waits)).toBeLessThanOrEqual(8_000);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);

  test("alone, bulk work uses most of the plan", () => {
    const { turns } = simulate(emptyBudget(60), many(500, "bulk", "desk"), { untilMs: 5 * minuteMs });
    expect(turns.length / 5).toBeGreaterThan(45);
  });
});

const turn = (id: string, of: BudgetClass, lane: string, atMs: number): Granted => ({
  ...{ id, class: of, lane, atMs, countsUntilMs: atMs + 60_250 },
});
const many = (count: number, of: BudgetClass, lane: string, atMs = 0): Arrival[] =>
  Array.from({ length: count }, () => ({ atMs, class: of, lane, sessionId: null }));
const ticket = (id: string, change: Partial<Waiting> = {}): Waiting => ({
  ...{ id, class: "send", lane: "ada", sessionId: null, queuedAtMs: 0, present: true },
  ...change,
});

describe("a message that had to leave the line", () => {
  test("is not overtaken by its author's later ones of the same number, but by everybody else", () => {
    const waiting = [
      ticket("away", { sessionId: "s", present: false }),
      ticket("later", { sessionId: "s", queuedAtMs: 1 }),
      ticket("other number", { sessionId: "t", queuedAtMs: 2 }),
      ticket("other author", { sessionId: "s", lane: "ben", queuedAtMs: 3 }),
    ];
    const { turns } = simulate({ ...emptyBudget(10), waiting }, [], { untilMs: 1 });
    expect(turns.map(({ id }) => id).toSorted()).toEqual(["other author", "other number"]);
  });
});

describe("what answers teach", () => {
  const told = (change: Partial<RateLimitNews>): RateLimitNews => ({
    ...{ remaining: null, resetAtMs: null, limited: false },
    ...change,
  });
  const taught = (
    budget: Budget,
    said: Parameters<typeof learn>[1]["news"],
    sessionId: string | null = null,
  ) => learn(budget, { turnId: "1", sessionId, news: said }, 1_000, 0.5);

  test("fewer calls left than we thought lower ours at once, until MoltFlow's reset", () => {
    const lowered = taught(
      { ...emptyBudget(40), granted: [turn("1", "send", "ada", 0)] },
      told({ remaining: 5, resetAtMs: 31_000 }),
    );
    expect(usedOf(lowered, 1_000)).toBe(35);
    expect(usedOf(lowered, 32_000)).toBe(1);
  });

  test("more calls left than we thought raise nothing: ours may not have been seen yet", () => {
    const granted = Array.from({ length: 9 }, (_, i) => turn(`${i}`, "send", "ada", 0));
    expect(usedOf(taught({ ...emptyBudget(10), granted }, told({ remaining: 9 })), 1_000)).toBe(9);
  });

  test("a refusal with nothing left pauses everybody past the reset, and keeps who was first", () => {
    const waiting = [
      ticket("a", { class: "read" }),
      ticket("b", { lane: "ben", queuedAtMs: 1 }),
      ticket("c", { lane: "eve", queuedAtMs: 2 }),
    ];
    for (const remaining of [0, null]) {
      const paused = taught(
        { ...emptyBudget(10), waiting },
        told({ remaining, resetAtMs: 20_000, limited: true }),
      );
      expect(paused.pausedUntilMs).toBeGreaterThan(20_000);
      expect(paused.pausedUntilMs).toBeLessThanOrEqual(22_000);
      expect([...forecast(paused, 1_000).keys()]).toEqual(["b", "c", "a"]);
      expect(Math.min(...forecast(paused, 1_000).values())).toBeGreaterThan(20_000);
    }
  });

  test("a refusal with something left pauses the sends of that session only", () => {
    const waiting = [
      ticket("slow", { sessionId: "s" }),
      ticket("free", { sessionId: "t", queuedAtMs: 1 }),
      ticket("look", { class: "read", sessionId: "s" }),
    ];
    const paused = taught(
      { ...emptyBudget(10), waiting },
      told({ remaining: 4, resetAtMs: 20_000, limited: true }),
      "s",
    );
    const times = forecast(paused, 1_000);
    expect(times.get("free")).toBe(1_000);
    expect(times.get("look")).toBe(1_000);
    expect(times.get("slow")).toBeGreaterThan(20_000);
  });
});

test("the time that is told is the time at which it happens when nobody else comes", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(10, 20, 60),
      fc.array(
        arrival.map((call) => ({ ...call, atMs: 0 })),
        { maxLength: 50 },
      ),
      (perMinute, calls) => {
        const waiting = calls.map((call, i) => ticket(String(i).padStart(3, "0"), call));
        const budget = { ...emptyBudget(perMinute), waiting };
        const { turns } = simulate(budget, [], { untilMs: 9 * minuteMs });
        const told = forecast(budget, 0);
        for (const own of turns)
          expect(Math.abs(own.atMs - (told.get(own.id) ?? Number.NaN))).toBeLessThan(100);
      },
    ),
    { numRuns: 30 },
  );
});
