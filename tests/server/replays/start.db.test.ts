import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, destinations, fanOutCursors } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { countReplay } from "#server/replays/ask-replay.ts";
import { startReplay } from "#server/replays/index.ts";
import { replayLimits } from "#server/replays/schemas.ts";
import { makeConnection, makeNumber, noId, received, storeEvent } from "#tests/server/inbox/fixtures.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { begin, deliver, makePlace, operator, readReplay, runToEnd, setCursor } from "./fixtures.ts";

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
  await runToEnd(workspaceId, first.id);
  await deliver(place, events, "dead");
  const { id } = await begin(place, { kind: "states", states: ["dead"] });
  expect(await runToEnd(workspaceId, id)).toEqual([1, 2]);
});

test("everything since a moment that the filter lets through, up to where the fan-out has come", async () => {
  const filter = { keywords: ["event 1"] };
  const { workspaceId, place, events, inboxId } = await makePlace({ events: 12, filter });
  await storeEvent(workspaceId, inboxId, received("s", "Event 1 of the fan-out's own"));
  const selection = { kind: "since", since: "2020-01-01T00:00:00Z" };
  expect(await countReplay(workspaceId, { ...place, selection } as never)).toEqual({ total: 3, exact: true });
  const { id } = await begin(place, selection);
  expect(await runToEnd(workspaceId, id)).toEqual([2, 11, 12]);
  expect(events).toHaveLength(12);
});

test("since a moment means since that moment", async () => {
  const { workspaceId, place, inboxId } = await makePlace();
  for (const hour of [1, 2, 3, 4]) {
    const receivedAt = new Date(Date.UTC(2026, 0, 1, hour));
    await storeEvent(workspaceId, inboxId, received("s", `${hour}`), { receivedAt });
  }
  await setCursor(workspaceId, 4);
  const since = (instant: string) =>
    countReplay(workspaceId, { ...place, selection: { kind: "since", since: instant } });
  expect(await since("2026-01-01T03:00:00Z")).toMatchObject({ total: 2 });
  expect(await since("2026-01-01T03:00:01+00:00")).toMatchObject({ total: 1 });
  expect(await since("2026-01-01T00:30:00Z")).toMatchObject({ total: 4 });
  expect(await since("2026-01-02T00:00:00Z")).toMatchObject({ total: 0 });
});

test("what came while a destination was off is drained by its seq, and none of it is none", async () => {
  const { workspaceId, place } = await makePlace({ events: 5 });
  const drain = (afterSeq: number) =>
    inTenant(workspaceId, (tx) =>
      startReplay(
        tx,
        workspaceId,
        { ...place, selection: { kind: "after", afterSeq }, ratePerSecond: 100 },
        operator,
      ),
    );
  const begun = await drain(3);
  expect(begun?.total).toBe(2);
  expect(await runToEnd(workspaceId, begun?.id ?? "")).toEqual([4, 5]);
  expect(await drain(5)).toBeNull();
});

test("while one begins, the fan-out of its workspace waits", async () => {
  const { workspaceId, place } = await makePlace({ events: 1 });
  const moved = await inTenant(workspaceId, async (tx) => {
    await startReplay(
      tx,
      workspaceId,
      { ...place, selection: { kind: "after", afterSeq: 0 }, ratePerSecond: 100 },
      operator,
    );
    return systemDb()
      .select()
      .from(fanOutCursors)
      .where(eq(fanOutCursors.workspaceId, workspaceId))
      .for("update", { skipLocked: true });
  });
  expect(moved).toEqual([]);
});

test("events of numbers outside the allowlist are never sent again", async () => {
  const { workspaceId, place } = await makePlace();
  const connectionId = await makeConnection(workspaceId);
  const [own, foreign] = [
    await makeNumber(workspaceId, connectionId),
    await makeNumber(workspaceId, connectionId, { allowed: false }),
  ];
  const inbox = await makeInbox(workspaceId, { connectionId });
  const seen = await storeEvent(workspaceId, inbox.id, received(own.sessionId, "ours"));
  const hidden = await storeEvent(workspaceId, inbox.id, received(foreign.sessionId, "theirs"));
  await setCursor(workspaceId, hidden.seq);
  await deliver(place, [seen, hidden], "dead");
  for (const selection of [
    { kind: "events", eventIds: [seen.id, hidden.id] },
    { kind: "states", states: ["dead"] },
    { kind: "since", since: "2020-01-01T00:00:00Z" },
  ]) {
    const { id, total } = await begin(place, selection);
    expect(total).toBe(1);
    expect(await runToEnd(workspaceId, id)).toEqual([seen.seq]);
  }
  await expect(begin(place, { kind: "events", eventIds: [hidden.id] })).rejects.toMatchObject({
    reason: "event.not_found",
  });
  const none = { kind: "states", states: ["blocked"] };
  await expect(begin(place, none)).rejects.toMatchObject({ reason: "replay.nothing" });
});

test("nothing begins for a destination that is off, deleted or of others", async () => {
  const { workspaceId, place, destinationId, events } = await makePlace({ events: 1 });
  const other = await makePlace({ events: 1 });
  const selection = { kind: "events", eventIds: [events[0]?.id] };
  const change = (values: Partial<typeof destinations.$inferInsert>) =>
    systemDb().update(destinations).set(values).where(eq(destinations.id, destinationId));
  await change({ disabledAt: new Date(), disabledReason: "person" });
  await expect(begin(place, selection)).rejects.toMatchObject({ reason: "replay.destination_disabled" });
  await change({ disabledAt: null, deletedAt: new Date() });
  await expect(begin(place, selection)).rejects.toMatchObject({ reason: "destination.not_found" });
  await expect(begin({ workspaceId, destinationId: other.destinationId }, selection)).rejects.toMatchObject({
    reason: "destination.not_found",
  });
  await expect(begin(other.place, selection)).rejects.toMatchObject({ reason: "event.not_found" });
});

test("so many at once and no more; each stands in the audit with what was asked", async () => {
  const { workspaceId, place, destinationId, events } = await makePlace({ events: 1 });
  const selection = { kind: "events", eventIds: [events[0]?.id] };
  for (let index = 0; index < replayLimits.runningPerWorkspace; index += 1) await begin(place, selection);
  await expect(begin(place, selection)).rejects.toMatchObject({ reason: "replay.too_many" });
  const entries = await systemDb()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), eq(auditEntries.action, "replay.start")));
  expect(entries).toHaveLength(replayLimits.runningPerWorkspace);
  expect(entries[0]).toMatchObject({
    target: destinationId,
    details: { kind: "events", total: 1, ratePerSecond: 1_000 },
  });
});
