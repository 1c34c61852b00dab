import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FairTurns } from "#server/jobs/fair-turns.ts";

/** Keys with so many turns of work each, which end when `finish` is called. */
function simulate(work: Record<string, number>, atOnce = 2) {
  const left = new Map(Object.entries(work));
  const order: string[] = [];
  const open: { key: string; end: () => void }[] = [];
  let most = 0;
  const turns = new FairTurns({
    work: "test",
    atOnce,
    restShare: 0,
    take: async (key) => {
      if (open.some((turn) => turn.key === key)) throw new Error(`${key} is served twice at once.`);
      order.push(key);
      await new Promise<void>((resolve) => {
        open.push({ key, end: resolve });
        most = Math.max(most, open.length);
      });
      const rest = (left.get(key) ?? 0) - 1;
      left.set(key, rest);
      return rest > 0 ? "more" : "done";
    },
  });
  /** Ends the oldest turn, or the one at an index. @returns whether there was one */
  const finish = async (index = 0) => {
    const [turn] = open.splice(index % Math.max(1, open.length), 1);
    turn?.end();
    await new Promise(setImmediate);
    return turn !== undefined;
  };
  return { turns, order, open, left, finish, most: () => most };
}

describe("fair turns", () => {
  test("one that has thousands of events to hand on holds up five quiet ones for a turn each", async () => {
    const quiet = ["a", "b", "c", "d", "e"];
    const hotTurns = 5_000 / 200;
    const { turns, order, left, finish } = simulate({
      hot: hotTurns,
      ...Object.fromEntries(quiet.map((key) => [key, 1])),
    });
    turns.want("hot");
    await finish();
    for (const key of quiet) turns.want(key);
    // More arrives there all the time.
    while (await finish()) if ((left.get("hot") ?? 0) > 0) turns.want("hot");
    const served = quiet.map((key) => order.indexOf(key));
    expect(Math.max(...served)).toBeLessThanOrEqual(2 * quiet.length);
    expect(order.filter((key) => key === "hot").length).toBeGreaterThanOrEqual(hotTurns);
  });

  test("whoever asks is served, never twice at once, never more at once than allowed, and never out of turn", async () => {
    const asks = fc.array(
      fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e", "f"), ends: fc.nat(5) }),
      { minLength: 1, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(asks, fc.integer({ min: 1, max: 3 }), async (list, atOnce) => {
        const { turns, order, open, finish, most } = simulate({}, atOnce);
        const asked = new Map<string, number>();
        for (const { key, ends } of list) {
          if (!open.some((turn) => turn.key === key) && !asked.has(key)) asked.set(key, order.length);
          turns.want(key);
          for (const served of order) asked.delete(served);
          await finish(ends);
          for (const [waiting, since] of asked) {
            if (order.lastIndexOf(waiting) >= since) asked.delete(waiting);
            else expect(order.length - since, waiting).toBeLessThanOrEqual(6 + atOnce);
          }
        }
        while (await finish());
        expect(new Set(order)).toEqual(new Set(list.map(({ key }) => key)));
        expect(most()).toBeLessThanOrEqual(atOnce);
      }),
      { numRuns: 50 },
    );
  });

  test("who asks during their own turn gets another one", async () => {
    const { turns, order, finish } = simulate({ a: 1 });
    turns.want("a");
    turns.want("a");
    turns.want("a");
    await finish();
    await finish();
    expect(order).toEqual(["a", "a"]);
    expect(await finish()).toBe(false);
  });

  test("stopping waits for the turns under way and begins none", async () => {
    const { turns, order, finish } = simulate({ a: 5, b: 1, c: 1 }, 1);
    turns.want("a");
    turns.want("b");
    let hasStopped = false;
    const stopped = turns.stop().then(() => {
      hasStopped = true;
    });
    turns.want("c");
    await new Promise(setImmediate);
    expect(hasStopped).toBe(false);
    await finish();
    await stopped;
    expect(order).toEqual(["a"]);
  });
});

test("whoever has much to do rests after each turn, and others are served meanwhile", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const taken: [key: string, atMs: number][] = [];
  const turns = new FairTurns({
    work: "test",
    ...{ atOnce: 1, restShare: 2 },
    take: async (key) => {
      taken.push([key, performance.now() - startedMs]);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return key === "hot" ? "more" : "done";
    },
  });
  const startedMs = performance.now();
  turns.want("hot");
  await vi.advanceTimersByTimeAsync(12);
  turns.want("quiet");
  await vi.advanceTimersByTimeAsync(50);
  expect(taken).toEqual([
    ["hot", 0],
    ["quiet", 12],
    ["hot", 30],
    ["hot", 60],
  ]);
  const stopped = turns.stop();
  await vi.advanceTimersByTimeAsync(8);
  await stopped;
  vi.useRealTimers();
});

test("whoever is asked for anew during its turn rests longer; whoever is not is served at once the next time", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const taken: [key: string, atMs: number][] = [];
  const turns = new FairTurns({
    work: "test",
    ...{ atOnce: 4, restShare: 1, busyRestMs: 40 },
    take: async (key) => {
      taken.push([key, performance.now() - startedMs]);
      await new Promise((resolve) => setTimeout(resolve, 10));
      return "done";
    },
  });
  const startedMs = performance.now();
  for (const key of ["busy", "quiet"]) turns.want(key);
  await vi.advanceTimersByTimeAsync(5);
  turns.want("busy");
  await vi.advanceTimersByTimeAsync(20);
  turns.want("quiet");
  await vi.advanceTimersByTimeAsync(40);
  expect(taken.filter(([key]) => key === "quiet").map(([, atMs]) => atMs)).toEqual([0, 25]);
  expect(taken.filter(([key]) => key === "busy").map(([, atMs]) => atMs)).toEqual([0, 50]);
  await turns.stop();
  vi.useRealTimers();
});

describe("a turn that fails", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
  afterEach(() => vi.useRealTimers());

  test("pauses its key alone, longer each time, and goes on by itself", async () => {
    const taken: string[] = [];
    let isBroken = true;
    const turns = new FairTurns({
      work: "test",
      ...{ atOnce: 1, restShare: 0 },
      take: async (key) => {
        taken.push(key);
        if (key === "broken" && isBroken) throw new Error("The database is away.");
        return "done";
      },
    });
    turns.want("broken");
    await vi.advanceTimersByTimeAsync(0);
    turns.want("broken");
    turns.want("sound");
    await vi.advanceTimersByTimeAsync(499);
    expect(taken).toEqual(["broken", "sound"]);
    await vi.advanceTimersByTimeAsync(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(taken).toEqual(["broken", "sound", "broken"]);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(1);
    expect(taken).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(taken).toHaveLength(4);
    await turns.stop();
  });

  test("is tried again soon when somebody else had it", async () => {
    const results = ["later", "later", "done"] as const;
    let taken = 0;
    const turns = new FairTurns({
      work: "test",
      atOnce: 1,
      restShare: 0,
      take: async () => results[taken++] ?? "done",
    });
    turns.want("a");
    await vi.advanceTimersByTimeAsync(0);
    for (let asked = 0; asked < 100; asked += 1) turns.want("a");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taken).toBe(3);
    await turns.stop();
  });
});
