import fc from "fast-check";
import { expect, test } from "vitest";
import { roomFor, shareSlots, type Want } from "#server/deliveries/share.ts";

const anyRoom = () => Number.POSITIVE_INFINITY;
const wants = fc.array(fc.record({ workspaceId: fc.constantFrom("a", "b", "c"), want: fc.nat(60) }), {
  maxLength: 20,
});
const totalOf = (granted: readonly number[]) => granted.reduce((sum, count) => sum + count, 0);
const sumBy = (asked: readonly Want[], granted: readonly number[], workspaceId: string) =>
  totalOf(granted.filter((_, index) => asked[index]?.workspaceId === workspaceId));

test("a workspace with many destinations gets no more than one with a single destination", () => {
  const hot = Array.from({ length: 30 }, () => ({ workspaceId: "hot", want: 50 }));
  const granted = shareSlots(100, [...hot, { workspaceId: "quiet", want: 50 }], anyRoom);
  expect(granted.at(-1)).toBe(50);
  expect(totalOf(granted)).toBe(100);
});

test("nobody gets more than they want, all that is free is used when it is wanted, and shares differ by one at most", () => {
  fc.assert(
    fc.property(fc.nat(300), wants, (free, asked) => {
      const granted = shareSlots(free, asked, anyRoom);
      const wanted = totalOf(asked.map(({ want }) => want));
      expect(totalOf(granted)).toBe(Math.min(free, wanted));
      for (const [index, count] of granted.entries()) {
        expect(count).toBeLessThanOrEqual(asked[index]?.want ?? 0);
      }
      const shares = ["a", "b", "c"].map((id) => ({
        got: sumBy(asked, granted, id),
        wanted: totalOf(asked.filter(({ workspaceId }) => workspaceId === id).map(({ want }) => want)),
      }));
      const most = Math.max(...shares.map(({ got }) => got));
      for (const { got, wanted: own } of shares) expect(got >= own || got >= most - 1).toBe(true);
    }),
  );
});

test("a workspace's room is kept", () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(100), wants, (free, room, asked) => {
      const granted = shareSlots(free, asked, () => room);
      for (const id of ["a", "b", "c"]) expect(sumBy(asked, granted, id)).toBeLessThanOrEqual(room);
    }),
  );
});

test("however greedy one is, slots are left for who comes late, until others have taken them", () => {
  expect(roomFor(0, 256)).toBe(170);
  expect(roomFor(170, 86)).toBe(0);
  expect(roomFor(0, 86)).toBe(57);
  expect(roomFor(0, 1)).toBe(1);
  expect(roomFor(0, 0)).toBe(0);
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 2_000 }), (slots) => {
      let held = 0;
      for (let step = 0; step < 20; step++) held += roomFor(held, slots - held);
      expect(slots - held).toBeGreaterThanOrEqual(1);
    }),
  );
});
