import fc from "fast-check";
import { expect, test } from "vitest";
import { arrange, sortings } from "#app/workspaces/trouble.ts";
import type { OverviewRow } from "#server/workspaces/schemas.ts";

const budget = { plan: "pro", requestsPerMinute: 40, sharedWith: [] };
const count = (number: number, more = false) => ({ count: number, more });

function row(name: string, change: Partial<OverviewRow> = {}): OverviewRow {
  return {
    ...{ slug: name.toLowerCase(), name, role: "owner", pictureVersion: null, deleteAt: null, locked: null },
    connection: { state: "ok", health: "ok", budget },
    numbers: { total: 1, drops: [] },
    events: { unread: count(0), lastDay: count(0) },
    members: 1,
    ...change,
  };
}

const failing = { state: "failing", health: "unauthorized", budget } as const;
const drop = { id: "1", name: "Desk", status: "failed", since: "2026-01-01T00:00:00.000Z" };
const rows = [
  row("Calm"),
  row("Waiting", { events: { unread: count(3), lastDay: count(3) } }),
  row("Empty", { connection: { state: "missing", health: null, budget: null } }),
  row("Dropped", { numbers: { total: 1, drops: [drop] } }),
  row("Deaf", { connection: failing }),
  row("Locked", { locked: "security.second_factor_required", connection: null, numbers: null, events: null }),
  row("Flooded", { events: { unread: count(12, true), lastDay: count(12) } }),
];
const namesOf = (shown: OverviewRow[]) => shown.map(({ name }) => name);

test("those that need somebody come first, the worst before the others", () => {
  const shown = arrange(rows, { words: "", sorting: "trouble" });
  expect(namesOf(shown)).toEqual(["Locked", "Deaf", "Dropped", "Empty", "Flooded", "Waiting", "Calm"]);
});

test("by unread, more than could be counted is the most; by name they stay as they came", () => {
  expect(namesOf(arrange(rows, { words: "", sorting: "unread" })).slice(0, 2)).toEqual([
    "Flooded",
    "Waiting",
  ]);
  expect(arrange(rows, { words: "", sorting: "name" })).toEqual(rows);
});

test.each([
  ["dRO", ["Dropped"]],
  ["  ", namesOf(rows)],
  ["e d", ["Dropped", "Deaf", "Locked", "Flooded"]],
  ["nothing like it", []],
])("looks for all the words of %j in any order", (words, expected) => {
  expect(namesOf(arrange(rows, { words, sorting: "name" })).sort()).toEqual([...expected].sort());
});

test("no order loses or doubles a row, and none changes what it was given", () => {
  const cases = fc.tuple(fc.shuffledSubarray(rows), fc.constantFrom(...sortings));
  fc.assert(
    fc.property(cases, ([given, sorting]) => {
      const before = [...given];
      const shown = arrange(given, { words: "", sorting });
      expect(given).toEqual(before);
      expect(namesOf(shown).sort()).toEqual(namesOf(given).sort());
    }),
  );
});
