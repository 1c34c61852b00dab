import fc from "fast-check";
import { expect, test } from "vitest";
import { isTold, pairUp, type Sighting } from "#server/messages/pair-up.ts";

const sighting = (change: Partial<Sighting> = {}): Sighting => ({
  ...{ id: "theirs", kind: "text", text: "Hello", atMs: 1_000, ...change },
});
const times = { skewMs: 0, windowMs: 60_000 };
const ours = (id: string, atMs: number, text = "Hello") => ({
  ...{ id, kind: "text" as const, text, attemptedAt: new Date(atMs) },
});

test("words are told whole, by their first 500 characters, or as a poll's question before its options", () => {
  const long = "x".repeat(600);
  expect(isTold({ kind: "text", text: long }, sighting({ text: long.slice(0, 500) }))).toBe(true);
  expect(isTold({ kind: "text", text: long }, sighting({ text: long.slice(0, 499) }))).toBe(false);
  expect(isTold({ kind: "poll", text: "When?" }, sighting({ kind: "poll", text: "When?\n- a\n- b" }))).toBe(
    true,
  );
  expect(isTold({ kind: "text", text: "When?" }, sighting({ text: "When?\n- a" }))).toBe(false);
  expect(isTold({ kind: "sticker", text: "" }, sighting({ kind: "gif", text: "" }))).toBe(false);
  expect(isTold({ kind: "sticker", text: "" }, sighting({ kind: null, text: "" }))).toBe(true);
});

test("the oldest of ours is the oldest of theirs, and nothing from before we tried", () => {
  const seen = [sighting({ id: "late", atMs: 9_000 }), sighting({ id: "early", atMs: 5_000 })];
  expect(pairUp([ours("b", 4_500), ours("a", 4_000)], seen, times)).toEqual([
    ["a", "early"],
    ["b", "late"],
  ]);
  expect(pairUp([ours("a", 6_000)], [sighting({ atMs: 5_999 })], times)).toEqual([]);
  expect(pairUp([ours("a", 6_000)], [sighting({ atMs: 5_000 })], { ...times, skewMs: 1_000 })).toHaveLength(
    1,
  );
});

test("what was written long after we tried is somebody else's, who wrote the same", () => {
  expect(pairUp([ours("a", 1_000)], [sighting({ atMs: 61_000 })], times)).toHaveLength(1);
  expect(pairUp([ours("a", 1_000)], [sighting({ atMs: 61_001 })], times)).toEqual([]);
});

test("no message of either side is used twice, and none gets other words", () => {
  const word = fc.constantFrom("a", "b");
  const at = fc.nat(50);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, at), { maxLength: 12 }),
      fc.array(fc.tuple(word, at), { maxLength: 12 }),
      (mine, theirs) => {
        const open = mine.map(([text, atMs], index) => ours(`o${index}`, atMs, text));
        const seen = theirs.map(([text, atMs], index) => sighting({ id: `t${index}`, text, atMs }));
        const pairs = pairUp(open, seen, { skewMs: 5, windowMs: 20 });
        expect(new Set(pairs.map(([id]) => id)).size).toBe(pairs.length);
        expect(new Set(pairs.map(([, id]) => id)).size).toBe(pairs.length);
        for (const [mineId, theirId] of pairs) {
          const [one] = open.filter(({ id }) => id === mineId);
          const [other] = seen.filter(({ id }) => id === theirId);
          expect(other?.text).toBe(one?.text);
          const triedMs = one?.attemptedAt.getTime() ?? 0;
          expect(other?.atMs).toBeGreaterThanOrEqual(triedMs - 5);
          expect(other?.atMs).toBeLessThanOrEqual(triedMs + 20);
        }
      },
    ),
  );
});
