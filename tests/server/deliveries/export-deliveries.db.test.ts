import { and, eq } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { exportDeliveries } from "#server/deliveries/index.ts";
import { type ExportDeliveriesInput, exportDeliveriesSchema } from "#server/deliveries/schemas.ts";
import { noId } from "#tests/server/inbox/fixtures.ts";
import { deliver, makeDestination, makePlace, operator } from "../replays/fixtures.ts";

let place: Awaited<ReturnType<typeof makePlace>>;
let other: string;
beforeAll(async () => {
  place = await makePlace({ events: 205 });
  const { workspaceId, events } = place;
  other = await makeDestination(workspaceId, { name: "+cmd|' /C calc'!A0" });
  await deliver(place.place, events.slice(0, 203), "delivered");
  await deliver(place.place, events.slice(203), "dead");
  await deliver({ workspaceId, destinationId: other }, events.slice(0, 1), "failed");
});

async function exported(
  input: Partial<ExportDeliveriesInput>,
  onlyNumbers: string[] | null = null,
): Promise<string> {
  const { workspaceId, slug } = place;
  const { body } = await exportDeliveries(
    {
      workspace: { id: workspaceId, slug },
      sight: { workspaceId, onlyNumbers, assignedTo: null },
      actor: operator,
    },
    exportDeliveriesSchema.parse({ format: "json", ...input }),
  );
  let text = "";
  for await (const part of body) text += part;
  return text;
}
const linesOf = async (...asked: Parameters<typeof exported>) =>
  (await exported(...asked))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("has every delivery once, over all pages, and only those that the filter lets through", async () => {
  const { destinationId } = place;
  const all = await linesOf({});
  expect(new Set(all.map(({ id }) => id)).size).toBe(206);
  expect(await linesOf({ destinationId })).toHaveLength(205);
  const dead = await linesOf({ destinationId, state: "dead" });
  expect(dead.map(({ seq }) => seq).sort()).toEqual([204, 205]);
  expect(dead[0]).toMatchObject({ destinationId, destination: "Till", state: "dead", isReplay: false });
  expect(await linesOf({ destinationId: other, state: "dead" })).toEqual([]);
});

test("is a table in which nothing is a formula", async () => {
  const text = await exported({ destinationId: other, format: "csv" });
  const lines = text.trimEnd().split("\n");
  expect(lines[0]).toMatch(/^\uFEFFid,destinationId,destination,/);
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`,'+cmd|' /C calc'!A0,`);
});

test("holds nothing for whoever sees only some, and knows no destination of others", async () => {
  expect(await linesOf({}, [noId])).toEqual([]);
  await expect(exported({ destinationId: noId })).rejects.toMatchObject({ reason: "destination.not_found" });
  const foreign = await makePlace();
  await expect(exported({ destinationId: foreign.destinationId })).rejects.toMatchObject({
    reason: "destination.not_found",
  });
});

test("is in the audit with its destination", async () => {
  await exported({ destinationId: other, state: "failed", format: "csv" });
  const [entry] = await systemDb()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.target, other), eq(auditEntries.action, "delivery.export")));
  expect(entry).toMatchObject({ actorKind: "operator", workspaceId: place.workspaceId });
});
