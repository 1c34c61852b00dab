import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, destinations } from "#db/schema/index.ts";
import { countReplay } from "#server/replays/count-selection.ts";
import { runReplay } from "#server/replays/jobs.ts";
import { startReplaySchema } from "#server/replays/schemas.ts";
import { beginReplay } from "#server/replays/start-replay.ts";
import {
  makeConnection,
  makeNumber,
  noId,
  received,
  storeEvent,
  takeJobs,
} from "#tests/server/inbox/fixtures.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { deliver, madeBy, makePlace, type Place, passSecond, readReplay, setCursor } from "./fixtures.ts";

const operator = { kind: "operator" } as const;
type Selection = object;

const begin = ({ workspaceId, destinationId }: Place, selection: Selection, ratePerSecond = 1_000) =>
  beginReplay(workspaceId, startReplaySchema.parse({ destinationId, selection, ratePerSecond }), operator);

/** Runs its steps until it ends. @returns the `seq` of what it made, in order */
async function runToEnd(workspaceId: string, replayId: string): Promise<number[]> {
  while ((await readReplay(replayId)).state === "running") {
    await runReplay.run({ workspaceId, replayId });
    await passSecond(workspaceId, replayId);
  }
  return madeBy(workspaceId, replayId);
}

test("named events are sent again, whatever the filter, once each and in their order", async () => {
  const { workspaceId, place, events } = await makePlace({ events: 4, filter: { events: ["nothing"] } });
  const [a, , c, d] = events;
  const eventIds = [d?.id, a?.id, c?.id, a?.id, noId];
  const { id, total } = await begin(place, { kind: "events", eventIds });
  expect(total).toBe(3);
  expect(await runToEnd(workspaceId, id)).toEqual([1, 3, 4]);
  expect(await readReplay(id)).toMatchObject({ state: "done", made: 3, total: 3 });
});

test("what is dead is sent again, not what is delivered or waits, nor what dies later", async () => {
  const { workspaceId, place, events } = await makePlace({ events: 6 });
  await deliver(place, events.slice(0, 1), "delivered");
  await deliver(place, events.slice(1, 3), "dead");
  await deliver(place, events.slice(3, 4), "blocked");
  await deliver(place, events.slice(4, 5), "failed");
  const selection = { kind: "states", states: ["dead"] };
  expect(await countReplay(workspaceId, { ...place, selection } as never)).toEqual({ total: 2, exact: true });
  const { id, total } = await begin(place, selection);
  await deliver(place, events.slice(5), "dead");
  expect(total).toBe(2);
  expect(await runToEnd(workspaceId, id)).toEqual([2, 3]);
});

test("an event that died twice is sent once", async () => {
  const { workspaceId, place, events } = await makePlace({ events: 2 });
  await deliver(place, events, "dead");
  const first = await begin(place, { kind: "states", states: ["dead", "blocked", "cancelled"] });
  await runReplay.run({ workspaceId, replayId: first.id });
  await deliver(place, [], "dead");
  const { id } = await begin(place, { kind: "states", states: ["dead"] });
  expect(await runToEnd(workspaceId, id)).toEqual([1, 2]);
});
