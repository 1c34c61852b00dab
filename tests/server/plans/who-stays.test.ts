import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Freezable, whoStays } from "#server/plans/who-stays.ts";

const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const item = (id: string, day: number, rest: Partial<Freezable> = {}): Freezable => ({
  ...{ id, createdAt: at(day), frozen: false },
  ...rest,
});

const apply = (items: readonly Freezable[], kept: string[], room: number): Freezable[] => {
  const { freeze, thaw } = whoStays(items, kept, room);
  return items.map((one) => ({
    ...one,
    frozen: thaw.includes(one.id) ? false : freeze.includes(one.id) || one.frozen,
  }));
};
const active = (items: readonly Freezable[]) => items.filter(({ frozen }) => !frozen).map(({ id }) => id);

describe("what is over the plan", () => {
  const three = [item("b", 2), item("c", 3), item("a", 1)];

  test("is the newest, and what was chosen stays before what is older", () => {
    expect(active(apply(three, [], 1))).toEqual(["a"]);
    expect(active(apply(three, ["c"], 2)).sort()).toEqual(["a", "c"]);
  });

  test("is never an owner, also when there is no room for them", () => {
    const owners = [item("o", 5, { mustStay: true }), item("p", 6, { mustStay: true }), ...three];
    expect(active(apply(owners, ["a"], 1)).sort()).toEqual(["o", "p"]);
  });

  test("thaws oldest first when there is room again", () => {
    const frozen = three.map((one) => ({ ...one, frozen: true }));
    expect(whoStays(frozen, [], 2).thaw).toEqual(["a", "b"]);
  });

  const items = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      createdAt: fc.integer({ min: 1, max: 9 }).map(at),
      frozen: fc.boolean(),
      mustStay: fc.boolean(),
    }),
    { selector: ({ id }) => id, maxLength: 12 },
  );
  const cases = fc
    .tuple(items, fc.nat(14))
    .chain(([all, room]) =>
      fc.tuple(fc.constant(all), fc.subarray(all.map(({ id }) => id)), fc.constant(room)),
    );

  test("is never more than needed, keeps what was chosen as far as it fits, and twice is once", () => {
    fc.assert(
      fc.property(cases, ([all, kept, room]) => {
        const after = apply(all, kept, room);
        const owners = all.filter(({ mustStay }) => mustStay).length;
        const stay = new Set(active(after));
        expect(stay.size).toBe(Math.min(all.length, Math.max(room, owners)));
        for (const { id, mustStay } of all) if (mustStay) expect(stay.has(id)).toBe(true);
        const others = kept.filter((id) => !all.find((one) => one.id === id)?.mustStay);
        const keptStay = others.filter((id) => stay.has(id)).length;
        expect(keptStay).toBe(Math.min(others.length, Math.max(0, Math.max(room, owners) - owners)));
        expect(whoStays(after, kept, room)).toEqual({ freeze: [], thaw: [] });
      }),
    );
  });

  test("is whole again after an upgrade, whatever came in between", () => {
    fc.assert(
      fc.property(cases, fc.nat(14), ([all, kept, room], between) => {
        const lowered = apply(apply(all, kept, room), [], between);
        expect(active(apply(lowered, kept, all.length)).sort()).toEqual(all.map(({ id }) => id).sort());
      }),
    );
  });
});
