import { expect, test } from "vitest";
import { lists, probes, untried } from "#server/walls/probes.ts";
import { idPositionsOf, isCursor, nameOf, needsNothing } from "./support/positions.ts";
import { procedures } from "./support/procedures.ts";

const ofWorkspaces = [...procedures.values()].filter(({ meta }) => meta);
/** The leak test does not run itself. */
const others = ofWorkspaces.filter(({ path }) => !path.startsWith("walls."));

test("the leak test tries every place that takes an id: a new one needs a probe in server/walls/probes.ts", () => {
  const places = others.flatMap((procedure) =>
    idPositionsOf(procedure)
      .filter((position) => !isCursor(position))
      .map((position) => `${procedure.path} ${nameOf(position)}`),
  );
  const tried = [...probes, ...untried].flatMap(({ path, ids }) =>
    Object.keys(ids).map((place) => `${path} ${place}`),
  );
  expect(places.length).toBeGreaterThan(20);
  expect([...new Set(tried)].sort()).toEqual(places.sort());
});

test("it reads every list: a new one needs an entry in server/walls/probes.ts", () => {
  const queries = others.filter((procedure) => procedure.type === "query" && needsNothing(procedure));
  expect(lists.map(({ path }) => path).sort()).toEqual(queries.map(({ path }) => path).sort());
});
