import { eq, sql } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { events, usageCallers, usageDays } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { Limiter } from "#server/limiter/limiter.ts";
import { callersCounted, countCallers } from "#server/usage/index.ts";
import { countUsage } from "#server/usage/jobs.ts";
import { dayOf, readUsage } from "#server/usage/reads.ts";
import { makeConnectedNumber, makeEvent, makeInbox, makeWorkspace } from "#tests/support/factories.ts";

async function makeDesk() {
  const workspace = await makeWorkspace();
  const { sessionId } = await makeConnectedNumber(workspace.workspaceId);
  const inbox = await makeInbox(workspace.workspaceId);
  const receive = (text: string) => makeEvent(workspace.workspaceId, inbox.id, text, sessionId);
  return { ...workspace, receive };
}

const today = async (workspaceId: string) => (await readUsage(workspaceId)).days.at(-1);

it("counts each event once, however often it counts, and keeps the count when the event goes", async () => {
  const { workspaceId, receive } = await makeDesk();
  await receive("One");
  await receive("Two");
  await Promise.all([countUsage.run({}), countUsage.run({})]);
  await receive("Three");
  await countUsage.run({});
  expect(await today(workspaceId)).toMatchObject({ day: dayOf(new Date()), events: 3 });
  await systemDb().delete(events).where(eq(events.workspaceId, workspaceId));
  await countUsage.run({});
  expect(await today(workspaceId)).toMatchObject({ events: 3 });
  expect((await readUsage(workspaceId)).storedBytes).toBeGreaterThan(0);
});

it("shows thirty days, those without use too, and nothing of others", async () => {
  const desk = await makeDesk();
  const other = await makeDesk();
  const first = dayOf(new Date(Date.now() - 29 * 24 * 60 * 60 * 1000));
  const tooOld = dayOf(new Date(Date.now() - 30 * 24 * 60 * 60 * 1000));
  await systemDb()
    .insert(usageDays)
    .values([
      { workspaceId: desk.workspaceId, day: first, events: 7 },
      { workspaceId: desk.workspaceId, day: tooOld, events: 9 },
      { workspaceId: other.workspaceId, day: first, events: 11 },
    ]);
  const { days } = await readUsage(desk.workspaceId);
  expect(days).toHaveLength(30);
  expect(days[0]).toMatchObject({ day: first, events: 7 });
  expect(days.reduce((sum, { events: count }) => sum + count, 0)).toBe(7);
});

it("names members and the workspace itself, most requests first; of others it says that they are gone", async () => {
  const { workspaceId, ownerId, owner } = await makeDesk();
  const stranger = await makeDesk();
  const day = dayOf(new Date());
  await systemDb()
    .insert(usageCallers)
    .values([
      { workspaceId, day, lane: workspaceId, calls: 3 },
      { workspaceId, day, lane: ownerId, calls: 5 },
      { workspaceId, day, lane: stranger.ownerId, calls: 1 },
      { workspaceId, day, lane: newId(), calls: 2 },
    ]);
  const { callers, days } = await readUsage(workspaceId);
  expect(callers).toEqual([
    { kind: "member", name: owner.name, requests: 5 },
    { kind: "workspace", name: null, requests: 3 },
    { kind: "gone", name: null, requests: 2 },
    { kind: "gone", name: null, requests: 1 },
  ]);
  expect(days.at(-1)?.requests).toBe(11);
});

it("counts a request that was let through, and none that was refused", async () => {
  const { workspaceId, ownerId } = await makeDesk();
  const limit = { value: 3, from: "plan", plan: 3, moltflow: null, operator: null } as const;
  const limiter = new Limiter({ limitOf: async () => limit });
  const asks = Array.from({ length: 5 }, () =>
    limiter.ask(workspaceId, { lane: ownerId, class: "program", graceMs: 0 }),
  );
  await Promise.all(asks);
  await callersCounted();
  expect((await readUsage(workspaceId)).callers).toMatchObject([{ kind: "member", requests: 3 }]);
});

it("adds up what was let through before it is written, and leaves out workspaces that are gone", async () => {
  const { workspaceId, ownerId } = await makeDesk();
  const atMs = Date.now();
  countCallers(newId(), [ownerId], atMs);
  countCallers(workspaceId, [ownerId, workspaceId], atMs);
  countCallers(workspaceId, [ownerId], atMs);
  await callersCounted();
  countCallers(workspaceId, [ownerId], atMs);
  await callersCounted();
  expect((await readUsage(workspaceId)).callers).toMatchObject([
    { kind: "member", requests: 3 },
    { kind: "workspace", requests: 1 },
  ]);
});

it("counts requests later when they could not be written, and by itself within two seconds", async () => {
  const { workspaceId, ownerId } = await makeDesk();
  await systemDb().execute(sql`alter table usage_callers rename to usage_callers_away`);
  countCallers(workspaceId, [ownerId], Date.now());
  await callersCounted();
  await systemDb().execute(sql`alter table usage_callers_away rename to usage_callers`);
  const requests = async () => (await readUsage(workspaceId)).callers[0]?.requests;
  await vi.waitFor(async () => expect(await requests()).toBe(1), { timeout: 5_000, interval: 50 });
});
