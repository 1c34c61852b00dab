import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { systemSql } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import { startFanOut } from "#server/fan-out/pump.ts";
import { holdFanOut } from "#server/replays/resolve-selection.ts";
import { waitingForLocks } from "#tests/support/locks.ts";
import { addDestination, type Desk, makeDesk, readCursor, readDeliveries, say } from "./fixtures.ts";

let desk: Desk;
let pumps: ReturnType<typeof startFanOut>[];
beforeEach(async () => {
  desk = await makeDesk();
  pumps = [];
});
afterEach(async () => {
  await Promise.all(pumps.map((pump) => pump.stop()));
});

const start = () => {
  const pump = startFanOut();
  pumps.push(pump);
  return pump;
};
const reaches = (seq: number, { workspaceId } = desk) =>
  vi.waitFor(async () => expect(await readCursor(workspaceId)).toBe(seq), { timeout: 10_000, interval: 10 });

test("what came before the start and what comes after it is handed on, by one or by two processes", async () => {
  const quiet = await makeDesk();
  await addDestination(desk);
  await addDestination(quiet);
  for (let count = 0; count < 30; count += 1) await say(desk, `Before ${count}`);
  start();
  start();
  await reaches(30);
  for (let count = 0; count < 30; count += 1) await say(desk, `After ${count}`);
  await say(quiet, "Hello");
  await reaches(60);
  await reaches(1, quiet);
  expect((await readDeliveries(desk.workspaceId)).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 60 }, (_, index) => index + 1),
  );
  expect(await readDeliveries(quiet.workspaceId)).toHaveLength(1);
});

test("a workspace whose turn fails goes on once it can, and holds up no other", async () => {
  const sound = await makeDesk();
  await addDestination(desk);
  const broken = `constraint broken check (workspace_id <> '${desk.workspaceId}') not valid`;
  await systemSql().unsafe(`alter table deliveries add ${broken}`);
  start();
  await say(desk, "Held up");
  await addDestination(sound);
  await say(sound, "Hello");
  await reaches(1, sound);
  expect(await readCursor(desk.workspaceId)).toBeUndefined();
  await systemSql().unsafe("alter table deliveries drop constraint broken");
  await reaches(1);
  expect(await readDeliveries(desk.workspaceId)).toHaveLength(1);
});

test("a workspace that somebody holds back goes on by itself afterwards, without another nudge", async () => {
  await addDestination(desk);
  await say(desk, "First");
  start();
  await reaches(1);
  await inTenant(desk.workspaceId, async (tx) => {
    expect(await holdFanOut(tx, desk.workspaceId)).toBe(1);
    await say(desk, "Meanwhile");
    expect(await readCursor(desk.workspaceId)).toBe(1);
  });
  await reaches(2);
});

test("stopping waits for the turn under way", async () => {
  await addDestination(desk);
  await say(desk, "Hello");
  const pump = start();
  await reaches(1);
  let stopped: Promise<unknown> = Promise.resolve();
  await systemSql().begin(async (sql) => {
    await sql`lock table deliveries in exclusive mode`;
    await say(desk, "Under way");
    await vi.waitFor(async () => expect(await waitingForLocks()).toBe(1), { timeout: 10_000 });
    stopped = pump.stop();
    await say(desk, "Too late");
  });
  await stopped;
  expect((await readDeliveries(desk.workspaceId)).map(({ seq }) => seq)).toEqual([1, 2]);
});
