import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, deliveries, destinations, notices, replays } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { beginReplay } from "#server/replays/ask-replay.ts";
import { changeReplay } from "#server/replays/change-replay.ts";
import { runReplay, tendReplays } from "#server/replays/jobs.ts";
import { listReplays } from "#server/replays/reads.ts";
import { takeStep } from "#server/replays/take-step.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";
import { begin, deliver, madeBy, makePlace, operator, passSecond, readReplay, runToEnd } from "./fixtures.ts";

const everything = { kind: "since", since: "2020-01-01T00:00:00Z" };

test("a step makes a second's worth, and brings the next one along a second later", async () => {
  const { workspaceId, place } = await makePlace({ events: 5 });
  const { id: replayId } = await begin(place, everything, 2);
  expect(await takeJobs(workspaceId, runReplay.name)).toHaveLength(1);
  await runReplay.run({ workspaceId, replayId });
  expect(await madeBy(workspaceId, replayId)).toEqual([1, 2]);
  // Too early: the same second.
  await runReplay.run({ workspaceId, replayId });
  expect(await madeBy(workspaceId, replayId)).toEqual([1, 2]);
  const [next] = await takeJobs(workspaceId, runReplay.name);
  const { movedAt } = await readReplay(replayId);
  expect(next).toMatchObject({ payload: { workspaceId, replayId } });
  expect((next?.runAt.getTime() ?? 0) - (movedAt?.getTime() ?? 0)).toBe(1_000);
  await passSecond(workspaceId, replayId);
  await runReplay.run({ workspaceId, replayId });
  expect(await madeBy(workspaceId, replayId)).toEqual([1, 2, 3, 4]);
});

test("while what it made waits, it makes no more than two seconds' worth", async () => {
  const { workspaceId, place } = await makePlace({ events: 9 });
  const { id: replayId } = await begin(place, everything, 2);
  const stepWithoutArrivals = async () => {
    await systemDb().update(replays).set({ movedAt: null }).where(eq(replays.id, replayId));
    await runReplay.run({ workspaceId, replayId });
  };
  for (let index = 0; index < 4; index += 1) await stepWithoutArrivals();
  expect(await madeBy(workspaceId, replayId)).toEqual([1, 2, 3, 4]);
  await passSecond(workspaceId, replayId);
  await stepWithoutArrivals();
  expect(await madeBy(workspaceId, replayId)).toHaveLength(6);
});

test("what it makes is marked as its own, beside the delivery of the first time", async () => {
  const { workspaceId, place, events } = await makePlace({ events: 1 });
  await deliver(place, events, "delivered");
  const { id } = await begin(place, everything);
  await runToEnd(workspaceId, id);
  const rows = await systemDb().select().from(deliveries).where(eq(deliveries.workspaceId, workspaceId));
  expect(rows.map(({ replayId }) => replayId).sort()).toEqual([id, null]);
  expect(new Set(rows.map(({ eventId }) => eventId))).toEqual(new Set([events[0]?.id]));
});

test("when it is done, whoever began it hears of it once, and nobody who left", async () => {
  const { workspaceId, destinationId, ownerId, events } = await makePlace({ events: 2 });
  const owner = { kind: "member", userId: ownerId } as const;
  const gone = { kind: "member", userId: (await makePlace()).ownerId } as const;
  const input = {
    ...{ destinationId, ratePerSecond: 10 },
    selection: { kind: "events" as const, eventIds: events.map(({ id }) => id) },
  };
  const { id } = await beginReplay(workspaceId, input, owner);
  await runToEnd(workspaceId, id);
  await runToEnd(workspaceId, (await beginReplay(workspaceId, input, gone)).id);
  const told = await systemDb().select().from(notices).where(eq(notices.workspaceId, workspaceId));
  expect(told).toMatchObject([
    { userId: ownerId, kind: "replay_done", about: id, destinationId, params: { destination: "Till" } },
  ]);
  expect(await listReplays(workspaceId, destinationId)).toMatchObject([
    { state: "done", made: 2, delivered: 2, failed: 0 },
    { id, state: "done", total: 2, kind: "events", endedAt: expect.any(String) },
  ]);
});

test("it pauses when the destination is off, ends when that is deleted, and says so", async () => {
  const { workspaceId, place, destinationId } = await makePlace({ events: 3 });
  const set = (values: Partial<typeof destinations.$inferInsert>) =>
    systemDb().update(destinations).set(values).where(eq(destinations.id, destinationId));
  const { id: replayId } = await begin(place, everything, 1);
  await runReplay.run({ workspaceId, replayId });
  await set({ disabledAt: new Date(), disabledReason: "failing" });
  await passSecond(workspaceId, replayId);
  await runReplay.run({ workspaceId, replayId });
  expect(await readReplay(replayId)).toMatchObject({ state: "paused", made: 1 });
  const resume = { replayId, action: "resume" } as const;
  await expect(changeReplay(workspaceId, resume, operator)).rejects.toMatchObject({
    reason: "replay.destination_disabled",
  });
  await set({ disabledAt: null, disabledReason: null });
  await changeReplay(workspaceId, resume, operator);
  await set({ deletedAt: new Date() });
  await runReplay.run({ workspaceId, replayId });
  expect(await readReplay(replayId)).toMatchObject({ state: "cancelled", made: 1 });
  const told = await systemDb()
    .select({ action: auditEntries.action, actor: auditEntries.actorKind })
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), eq(auditEntries.target, destinationId)));
  expect(told).toEqual([
    { action: "replay.start", actor: "operator" },
    { action: "replay.pause", actor: "system" },
    { action: "replay.resume", actor: "operator" },
    { action: "replay.cancel", actor: "system" },
  ]);
});

test("one that was cancelled makes nothing more and cannot go on", async () => {
  const { workspaceId, place } = await makePlace({ events: 3 });
  const { id: replayId } = await begin(place, everything, 1);
  await changeReplay(workspaceId, { replayId, action: "cancel" }, operator);
  await runReplay.run({ workspaceId, replayId });
  expect(await madeBy(workspaceId, replayId)).toEqual([]);
  await changeReplay(workspaceId, { replayId, action: "cancel" }, operator);
  for (const action of ["resume", "pause"] as const) {
    await expect(changeReplay(workspaceId, { replayId, action }, operator)).rejects.toMatchObject({
      reason: "replay.ended",
    });
  }
  await expect(
    changeReplay((await makePlace()).workspaceId, { replayId, action: "cancel" }, operator),
  ).rejects.toMatchObject({ reason: "replay.not_found" });
});

test("one that nobody moves on is found, and one that moves is left alone", async () => {
  const { workspaceId, place } = await makePlace({ events: 3 });
  const [stands, moves] = [await begin(place, everything, 1), await begin(place, everything, 1)];
  await takeJobs(workspaceId, runReplay.name);
  const longAgo = new Date(Date.now() - 120_000);
  await systemDb().update(replays).set({ createdAt: longAgo }).where(eq(replays.workspaceId, workspaceId));
  await systemDb().update(replays).set({ movedAt: new Date() }).where(eq(replays.id, moves.id));
  await tendReplays.run({});
  const jobs = await takeJobs(workspaceId, runReplay.name);
  expect(jobs.map(({ payload }) => payload)).toEqual([{ workspaceId, replayId: stands.id }]);
});

/** What may befall a replay. `kill`: a step that did all of its work and did not live to see it committed. */
const happenings = fc.array(fc.constantFrom("step", "kill", "two at once", "pause", "resume"), {
  minLength: 1,
  maxLength: 12,
});

test("whatever befalls it, each chosen event becomes one delivery of it", async () => {
  const { workspaceId, place, events } = await makePlace({ events: 8, filter: { keywords: ["event"] } });
  await deliver(place, events, "dead");
  const selections = [
    everything,
    { kind: "states", states: ["dead", "cancelled"] },
    { kind: "events", eventIds: events.map(({ id }) => id) },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...selections),
      fc.integer({ min: 1, max: 5 }),
      happenings,
      async (selection, rate, befalls) => {
        const { id: replayId } = await begin(place, selection, rate);
        const at = { workspaceId, replayId };
        const acts = {
          step: () => runReplay.run(at),
          kill: () =>
            inTenant(workspaceId, async (tx) => {
              await takeStep(tx, at);
              throw new Error("killed");
            }).catch(() => undefined),
          "two at once": () => Promise.all([runReplay.run(at), runReplay.run(at)]),
          pause: () => changeReplay(workspaceId, { replayId, action: "pause" }, operator),
          resume: () => changeReplay(workspaceId, { replayId, action: "resume" }, operator),
        };
        for (const befall of befalls) {
          if ((await readReplay(replayId)).state === "done") break;
          await acts[befall]();
          await passSecond(workspaceId, replayId);
        }
        if ((await readReplay(replayId)).state === "paused") await acts.resume();
        const made = await runToEnd(workspaceId, replayId);
        expect(made).toEqual(events.map(({ seq }) => seq));
        expect(await readReplay(replayId)).toMatchObject({ state: "done", made: 8, total: 8 });
      },
    ),
    { numRuns: 25 },
  );
});
