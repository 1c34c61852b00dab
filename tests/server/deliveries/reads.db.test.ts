import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { deliveries, deliveryAttempts, destinationHours, destinations } from "#db/schema/index.ts";
import { readConsole } from "#server/deliveries/console.ts";
import { getDelivery, listDeliveries } from "#server/deliveries/reads.ts";
import { type ListDeliveriesInput, listDeliveriesSchema } from "#server/deliveries/schemas.ts";
import { readStory } from "#server/deliveries/story.ts";
import { makeConnection, makeNumber, noId, received, storeEvent } from "#tests/server/inbox/fixtures.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { begin, deliver, makeDestination, makePlace, runToEnd, setCursor } from "../replays/fixtures.ts";

const list = (workspaceId: string, input: Partial<ListDeliveriesInput> = {}) =>
  listDeliveries(workspaceId, listDeliveriesSchema.parse(input));

const restrictedTo = (workspaceId: string) => ({ workspaceId, onlyNumbers: [noId], assignedTo: null });

describe("a list", () => {
  let made: Awaited<ReturnType<typeof makePlace>>;
  let other: string;
  beforeAll(async () => {
    made = await makePlace({ events: 7 });
    const { workspaceId, place, events } = made;
    other = await makeDestination(workspaceId, { name: "Other" });
    await deliver(place, events.slice(0, 3), "delivered");
    await deliver(place, events.slice(3, 5), "dead");
    await deliver({ workspaceId, destinationId: other }, events.slice(5), "failed");
  });

  test("goes back page by page, each delivery once", async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await list(made.workspaceId, { limit: 3, ...(cursor && { cursor }) });
      seen.push(...page.deliveries.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
      more = page.nextCursor !== null;
    }
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...seen].sort().reverse());
    expect(new Set(seen).size).toBe(7);
  });

  test("is narrowed by destination, states and event, alone and together", async () => {
    const { workspaceId, destinationId, events } = made;
    const seqs = async (input: Partial<ListDeliveriesInput>) =>
      (await list(workspaceId, input)).deliveries.map(({ seq }) => seq).sort();
    expect(await seqs({ states: ["dead"] })).toEqual([4, 5]);
    expect(await seqs({ states: ["dead", "failed", "pending"] })).toEqual([4, 5, 6, 7]);
    expect(await seqs({ destinationId: other })).toEqual([6, 7]);
    expect(await seqs({ destinationId: other, states: ["dead"] })).toEqual([]);
    expect(await seqs({ destinationId, states: ["delivered"] })).toEqual([1, 2, 3]);
    expect(await seqs({ eventId: events[0]?.id ?? "" })).toEqual([1]);
    expect(await seqs({ states: [] })).toHaveLength(7);
    const first = await list(workspaceId, { states: ["dead", "failed"], limit: 3 });
    const second = await list(workspaceId, {
      states: ["dead", "failed"],
      ...(first.nextCursor && { cursor: first.nextCursor }),
    });
    expect([first.deliveries.length, second.deliveries.length, second.nextCursor]).toEqual([3, 1, null]);
  });

  test("is there for nobody who sees less than everything, nor for another workspace", async () => {
    expect(
      (await listDeliveries(restrictedTo(made.workspaceId), listDeliveriesSchema.parse({}))).deliveries,
    ).toEqual([]);
    const { workspaceId } = await makePlace();
    expect(await list(workspaceId, { destinationId: made.destinationId })).toEqual({
      deliveries: [],
      nextCursor: null,
    });
  });

  test("says what it is of, and when it is tried next while it is not over", async () => {
    const { deliveries: shown } = await list(made.workspaceId);
    expect(shown.find(({ seq }) => seq === 7)).toMatchObject({
      ...{ destination: { id: other, name: "Other" }, event: "message.received", state: "failed" },
      ...{ isReplay: false, dueAt: expect.any(String), endedAt: null },
    });
    expect(shown.find(({ seq }) => seq === 1)).toMatchObject({ dueAt: null, endedAt: expect.any(String) });
  });
});

test("one is shown with its attempts in order, and what came back", async () => {
  const { workspaceId, place, events } = await makePlace({ events: 1 });
  await deliver(place, events, "dead");
  const [row] = await systemDb().select().from(deliveries).where(eq(deliveries.workspaceId, workspaceId));
  const deliveryId = row?.id ?? "";
  const attempt = { workspaceId, deliveryId, startedAt: new Date(), durationMs: 12 };
  await systemDb()
    .insert(deliveryAttempts)
    .values([
      { ...attempt, number: 2, error: "timeout" },
      {
        ...attempt,
        number: 1,
        status: 500,
        error: "status",
        responseBody: Buffer.from("Störung\xff", "latin1"),
      },
    ]);
  const { attemptList } = await getDelivery(workspaceId, deliveryId);
  expect(attemptList).toMatchObject([
    { number: 1, status: 500, responseBody: "St\ufffdrung\ufffd", responseHeaders: null },
    { number: 2, status: null, error: "timeout", responseBody: "" },
  ]);
  const refused = { reason: "delivery.not_found" };
  await expect(getDelivery(restrictedTo(workspaceId), deliveryId)).rejects.toMatchObject(refused);
  await expect(getDelivery((await makePlace()).workspaceId, deliveryId)).rejects.toMatchObject(refused);
});

test("the console adds up the hours and the account", async () => {
  const { workspaceId, destinationId, place, events } = await makePlace({ events: 4 });
  await deliver(place, events.slice(0, 2), "delivered");
  await deliver(place, events.slice(2, 3), "dead");
  await deliver(place, events.slice(3));
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  await systemDb()
    .insert(destinationHours)
    .values({
      ...{ workspaceId, destinationId, hour, delivered: 2, failed: 2, dead: 1 },
      ...{ within50Ms: 3, within1000Ms: 1 },
    });
  const shown = await readConsole(workspaceId, { destinationId, hours: 24 });
  expect(shown).toMatchObject({
    ledger: { accepted: 4, delivered: 2, waiting: 1, dead: 1, balanced: true, checkedAt: null },
    ...{ successRate: 0.5, p50Ms: 50, p95Ms: 1_000, oldestWaitingAt: expect.any(String) },
  });
  expect(shown.hours).toHaveLength(24);
  expect(shown.hours.at(-1)).toEqual({
    ...{ hour: hour.toISOString(), delivered: 2, failed: 2, dead: 1, blocked: 0 },
  });
  await expect(
    readConsole((await makePlace()).workspaceId, { destinationId, hours: 1 }),
  ).rejects.toMatchObject({ reason: "destination.not_found" });
});

describe("the story of an event", () => {
  test("names each delivery, replays too", async () => {
    const { workspaceId, place, events } = await makePlace({ events: 1 });
    await deliver(place, events, "dead");
    await runToEnd(workspaceId, (await begin(place, { kind: "states", states: ["dead"] })).id);
    const { deliveries: shown, undelivered } = await readStory(workspaceId, events[0]?.id ?? "");
    expect(shown.map(({ state, isReplay }) => [state, isReplay])).toEqual([
      ["delivered", true],
      ["dead", false],
    ]);
    expect(undelivered).toBeNull();
  });

  test("or says why there is none", async () => {
    const { workspaceId, destinationId, inboxId } = await makePlace();
    const set = (values: Partial<typeof destinations.$inferInsert>) =>
      systemDb().update(destinations).set(values).where(eq(destinations.id, destinationId));
    await set({ createdAt: new Date(Date.now() - 60_000) });
    const { id, seq } = await storeEvent(workspaceId, inboxId, received("s", "Hello"));
    const why = async () => (await readStory(workspaceId, id)).undelivered;
    expect(await why()).toBe("not_yet");
    await setCursor(workspaceId, seq);
    await set({ filter: { keywords: ["invoice"] } });
    expect(await why()).toBe("no_match");
    await set({ filter: { keywords: ["hello"] }, disabledAt: new Date(), disabledSeq: seq - 1 });
    expect(await why()).toBe("disabled");
    await set({ deletedAt: new Date() });
    expect(await why()).toBe("no_destination");
    await set({ deletedAt: null, createdAt: new Date(Date.now() + 60_000) });
    expect(await why()).toBe("no_destination");
  });

  test("is not there for events that are out of sight", async () => {
    const { workspaceId } = await makePlace();
    const connectionId = await makeConnection(workspaceId);
    const { sessionId } = await makeNumber(workspaceId, connectionId, { allowed: false });
    const inbox = await makeInbox(workspaceId, { connectionId });
    const { id } = await storeEvent(workspaceId, inbox.id, received(sessionId, "theirs"));
    await expect(readStory(workspaceId, id)).rejects.toMatchObject({ reason: "event.not_found" });
    await expect(readStory(workspaceId, noId)).rejects.toMatchObject({ reason: "event.not_found" });
  });
});
