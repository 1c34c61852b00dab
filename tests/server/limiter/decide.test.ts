import fc from "fast-check";
import { expect, test } from "vitest";
import { type Ask, type AskClass, type Decision, decide, type Minute } from "#server/limiter/decide.ts";
import { minuteOf, storedOf } from "#server/limiter/stored.ts";

const nothing: Minute = { taken: [], claims: [] };
const windowMs = 60_000;
const graceMs = 1_500;

type Step = { afterMs: number; asks: { lane: string; class: AskClass }[] };
type Seen = { atMs: number; ask: Ask; decision: Decision; before: Minute };

/** Plays a script; each step's asks come at one moment. */
function play(limit: number, steps: readonly Step[]): Seen[] {
  let minute = nothing;
  let nowMs = 1_000_000;
  return steps.flatMap((step) => {
    nowMs += step.afterMs;
    const asks = step.asks.map((ask) => ({ ...ask, graceMs }));
    const before = minute;
    const decided = decide(before, asks, { limit, windowMs }, nowMs);
    minute = minuteOf(storedOf(decided.minute, { nudgedAtMs: 0 }));
    return asks.map((ask, index) => ({
      ...{ atMs: nowMs, ask, before, decision: decided.decisions[index] as Decision },
    }));
  });
}

const lane = fc.constantFrom("ana", "ben", "cleo", "dan", "eva");
const anyClass = fc.constantFrom<AskClass>("program", "send", "read", "sync", "bulk");
const urgent = fc.constantFrom<AskClass>("program", "send");
const limits = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(20, 40, 60, 600));
const scriptOf = (of: fc.Arbitrary<AskClass>) =>
  fc.array(
    fc.record({
      afterMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 70_000 })),
      asks: fc.array(fc.record({ lane, class: of }), { minLength: 1, maxLength: 8 }),
    }),
    { maxLength: 60 },
  );

/** The most calls that any window of the script had. */
function most(instants: readonly number[]): number {
  return Math.max(0, ...instants.map((at) => instants.filter((t) => t >= at && t < at + windowMs).length));
}

const granted = (seen: readonly Seen[]) =>
  seen.flatMap(({ decision }) => (decision.allowed ? [decision.atMs] : []));

test("no window has more calls than the limit, whoever asks for what", () => {
  fc.assert(
    fc.property(limits, scriptOf(anyClass), (limit, steps) => {
      expect(most(granted(play(limit, steps)))).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 500 },
  );
});

test("a free place goes to whoever asks, unless a lane whose turn it is has it for a moment", () => {
  fc.assert(
    fc.property(limits, scriptOf(urgent), (limit, steps) => {
      for (const { atMs, decision, before } of play(limit, steps)) {
        if (decision.allowed || decision.because === "minute") continue;
        // Only lanes that were told this moment, and may still be on their way.
        const kept = before.claims.filter(({ dueMs, untilMs }) => dueMs <= atMs && atMs <= untilMs);
        expect(kept.length).toBeGreaterThan(0);
        for (const { dueMs, untilMs } of kept) expect(untilMs - dueMs).toBe(graceMs);
      }
    }),
    { numRuns: 500 },
  );
});

test("`minute` is said only of a minute that is full", () => {
  fc.assert(
    fc.property(limits, scriptOf(urgent), (limit, steps) => {
      const seen = play(limit, steps);
      for (const { atMs, decision } of seen) {
        if (decision.allowed || decision.because === "share") continue;
        const used = granted(seen).filter((t) => t <= atMs && t >= atMs - windowMs).length;
        expect(used).toBe(limit);
      }
    }),
  );
});

test("a lone member has all of the minute at once, and all of the next", () => {
  fc.assert(
    fc.property(limits, (limit) => {
      const all = Array.from({ length: limit + 5 }, () => ({ lane: "ana", class: "program" as const }));
      const seen = play(limit, [
        { afterMs: 0, asks: all },
        { afterMs: windowMs + 1, asks: all },
      ]);
      expect(granted(seen)).toHaveLength(limit * 2);
    }),
  );
});

const everybody = ["ana", "ben", "cleo", "dan", "eva"];

/** Counts, for each lane that was refused, the turns that each of the others had since. */
class Turns {
  private readonly since = new Map<string, string[]>();

  /** @returns how many turns this lane had since somebody who waits was refused, at most */
  had(winner: string): number {
    this.since.delete(winner);
    for (const turns of this.since.values()) turns.push(winner);
    const counts = [...this.since.values()].map((turns) => turns.filter((one) => one === winner).length);
    return Math.max(0, ...counts);
  }

  refused(loser: string): void {
    if (!this.since.has(loser)) this.since.set(loser, []);
  }
}

test("whoever was refused goes within one turn of each of the others, however hard those try", () => {
  const script = fc.array(fc.constantFrom(...everybody), { minLength: 300, maxLength: 300 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), script, (limit, who) => {
      const turns = new Turns();
      let minute = nothing;
      who.forEach((first, step) => {
        // Everybody tries all the time, so nobody is away when their turn comes; who is first, chance decides.
        const order = [first, ...everybody.filter((other) => other !== first)];
        const lanes = order.flatMap((name) => Array.from({ length: name === "ana" ? 3 : 1 }, () => name));
        const asks = lanes.map((name): Ask => ({ lane: name, class: "program", graceMs }));
        const before = minute.taken.at(-1);
        const { minute: after, decisions } = decide(minute, asks, { limit, windowMs }, step * 700);
        minute = after;
        const fresh = after.taken.slice(before ? after.taken.lastIndexOf(before) + 1 : 0);
        for (const taken of fresh) expect(turns.had(taken.lane)).toBeLessThanOrEqual(1);
        decisions.forEach(({ allowed }, index) => {
          if (!allowed) turns.refused(lanes[index] ?? "");
        });
      });
    }),
    { numRuns: 30 },
  );
});

test("whoever comes back when they were told to has their place, though others try all the time", () => {
  const limit = 10;
  const full = Array.from({ length: limit }, () => ({ lane: "ana", class: "program" as const }));
  const minute = decide(
    nothing,
    full.map((ask) => ({ ...ask, graceMs })),
    { limit, windowMs },
    0,
  ).minute;
  const ben: Ask = { lane: "ben", class: "program", graceMs };
  const ana: Ask = { ...ben, lane: "ana" };
  const told = decide(minute, [ben], { limit, windowMs }, 100);
  const [refusal] = told.decisions;
  expect(refusal).toMatchObject({ allowed: false, because: "minute", retryAfterMs: windowMs + 1 - 100 });
  // All places are free again; one of them is Ben's, for a moment.
  const back = 100 + (refusal?.allowed === false ? refusal.retryAfterMs : 0);
  const hoard = decide(
    told.minute,
    Array.from({ length: 12 }, () => ana),
    { limit, windowMs },
    back + 10,
  );
  expect(hoard.decisions.filter(({ allowed }) => allowed)).toHaveLength(limit - 1);
  expect(hoard.decisions.find(({ allowed }) => !allowed)).toMatchObject({ because: "share" });
  const late = decide(hoard.minute, [ben], { limit, windowMs }, back + 1_000);
  expect(late.decisions[0]).toMatchObject({ allowed: true });
  // Whoever does not come loses it.
  const lost = decide(hoard.minute, [ana], { limit, windowMs }, back + graceMs + 1);
  expect(lost.decisions[0]).toMatchObject({ allowed: true });
});

test("Moltdesk's own work goes at an even pace, after people, and not never", () => {
  const limit = 10;
  const steps: Step[] = Array.from({ length: 700 }, () => ({
    afterMs: 1_000,
    asks: [
      { lane: "desk", class: "sync" },
      { lane: "ana", class: "send" },
    ],
  }));
  const seen = play(limit, steps);
  const of = (name: string) => granted(seen.filter(({ ask }) => ask.lane === name));
  expect(most(of("desk"))).toBeLessThanOrEqual(2);
  expect(of("desk").length).toBeGreaterThanOrEqual(700 / 60 - 3);
  expect(of("ana").length).toBeGreaterThan(of("desk").length * 4);
  // Alone it leaves a place for whoever comes.
  const alone = play(
    limit,
    steps.map(({ afterMs, asks }) => ({ afterMs, asks: asks.slice(0, 1) })),
  );
  expect(most(granted(alone))).toBe(limit - 1);
});

test("what people look at leaves a place for what they do", () => {
  const read = { lane: "ana", class: "read" as const, graceMs };
  const asks: Ask[] = [...Array.from({ length: 12 }, () => read), { ...read, lane: "ben", class: "send" }];
  const { decisions } = decide(nothing, asks, { limit: 10, windowMs }, 0);
  expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(9);
  expect(decisions.at(-1)).toMatchObject({ allowed: true });
  const full = decide(nothing, asks, { limit: 10, windowMs }, 0).minute;
  const more = decide(full, [{ ...read, class: "send" }, read], { limit: 10, windowMs }, 1);
  expect(more.decisions).toMatchObject([{ allowed: true }, { allowed: false, because: "minute" }]);
});

test("a smaller limit is kept at once, a bigger one gives at once", () => {
  const ask: Ask = { lane: "ana", class: "program", graceMs };
  const asks = Array.from({ length: 40 }, () => ask);
  const full = decide(nothing, asks, { limit: 40, windowMs }, 0).minute;
  const down = decide(full, [ask], { limit: 10, windowMs }, 10);
  expect(down.decisions[0]).toMatchObject({ allowed: false, retryAfterMs: windowMs + 1 - 10 });
  expect(down.remaining).toBe(0);
  const up = decide(down.minute, asks, { limit: 60, windowMs }, 20);
  expect(up.decisions.filter(({ allowed }) => allowed)).toHaveLength(20);
});

test("a clock that was set back lets nobody pass", () => {
  const ask: Ask = { lane: "ana", class: "program", graceMs };
  const full = decide(nothing, [ask], { limit: 1, windowMs }, 100_000).minute;
  const { decisions } = decide(full, [ask], { limit: 1, windowMs }, 10_000);
  expect(decisions[0]).toMatchObject({ allowed: false, retryAfterMs: windowMs });
});
