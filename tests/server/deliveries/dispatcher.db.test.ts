import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { deliveries, destinations, events } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { acceptDeliveries, cancelWaiting } from "#server/deliveries/index.ts";
import {
  attemptsOf,
  deliveriesTo,
  destinationOf,
  hourOf,
  makeDesk,
  makeDestination,
  passTime,
  statesOf,
  turnOf,
} from "./fixtures.ts";
import { untilStates, withReceiver } from "./receiver.ts";

const { sink, dispatch } = await withReceiver();

const onlyDelivery = async (destination: string) => {
  const [delivery] = await deliveriesTo(destination);
  if (!delivery) throw new Error("There is no delivery.");
  return delivery;
};

test("an event that was accepted reaches its destination once, and its attempt is kept", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: `${sink.url}/hook` });
  sink.answer({ status: 200, headers: { "x-said": "yes" }, body: "thanks" });
  dispatch();
  const [eventId] = await send([destination]);
  const [request] = await sink.received(1);
  expect(request?.headers["webhook-id"]).toBe(`msg_${eventId}`);
  await untilStates(destination, { delivered: 1 });
  const delivery = await onlyDelivery(destination);
  expect(delivery).toMatchObject({ attempts: 1, lastStatus: 200, lastError: null, leaseUntil: null });
  expect(delivery.endedAt).not.toBeNull();
  const attempts = await attemptsOf(delivery.id);
  expect(attempts).toMatchObject([{ number: 1, status: 200, error: null, address: "127.0.0.1" }]);
  expect(attempts[0]?.responseHeaders).toMatchObject({ "x-said": "yes" });
  expect(attempts[0]?.responseBody?.toString()).toBe("thanks");
  expect(await hourOf(destination)).toMatchObject({ delivered: 1, failed: 0 });
  expect((await turnOf(destination)).lastSuccessAt).not.toBeNull();
  expect(sink.requests).toHaveLength(1);
});

test("many events over two dispatchers arrive once each, and never more at once than the destination takes", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url, concurrency: 3 });
  sink.answer(async (response) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    response.writeHead(204).end();
  });
  const ids = await send([destination], 120);
  dispatch();
  dispatch();
  await untilStates(destination, { delivered: 120 });
  expect(sink.requests.map(({ headers }) => headers["webhook-id"]).sort()).toEqual(
    ids.map((id) => `msg_${id}`).sort(),
  );
  expect(Math.max(...sink.requests.map(({ beside }) => beside))).toBeLessThan(3);
});

test("a rate holds over two dispatchers", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, {
    url: sink.url,
    ratePerSecond: 50,
    concurrency: 50,
  });
  await send([destination], 60);
  dispatch();
  dispatch();
  await untilStates(destination, { delivered: 60 });
  const times = sink.requests.map(({ atMs }) => atMs).sort((a, b) => a - b);
  // 60 starts 20 ms apart take 1,180 ms; a little less, for what a timer and a socket may be late.
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1_000);
  const busiest = Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + 500).length),
  );
  expect(busiest).toBeLessThanOrEqual(25 + 12);
});

test("what fails is tried again when its time has come, with the same id, until it is taken", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  sink.answer({ status: 500, body: "not now" }, { status: 302, headers: { location: "/" } }, { status: 200 });
  dispatch();
  const [eventId] = await send([destination]);
  await untilStates(destination, { failed: 1 });
  const first = await onlyDelivery(destination);
  expect(first).toMatchObject({ attempts: 1, lastStatus: 500, lastError: "status", endedAt: null });
  const waitMs = first.dueAt.getTime() - Date.now();
  expect(waitMs).toBeGreaterThan(2_000);
  expect(waitMs).toBeLessThanOrEqual(6_000);
  expect((await turnOf(destination)).failingSince).not.toBeNull();
  await passTime(destination);
  await vi.waitFor(async () => expect((await onlyDelivery(destination)).attempts).toBe(2));
  expect(await onlyDelivery(destination)).toMatchObject({ state: "failed", lastError: "redirect" });
  await passTime(destination);
  await untilStates(destination, { delivered: 1 });
  expect(new Set(sink.requests.map(({ headers }) => headers["webhook-id"]))).toEqual(
    new Set([`msg_${eventId}`]),
  );
  const attempts = await attemptsOf((await onlyDelivery(destination)).id);
  expect(attempts.map(({ number, status }) => [number, status])).toEqual([
    [1, 500],
    [2, 302],
    [3, 200],
  ]);
  expect(await hourOf(destination)).toMatchObject({ delivered: 1, failed: 2, dead: 0 });
  expect(await turnOf(destination)).toMatchObject({ failuresInRow: 0, failingSince: null });
});

test("Retry-After moves the next attempt, and 429 leaves one under way at a time", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  sink.answer({ status: 429, headers: { "retry-after": "9" } });
  dispatch();
  await send([destination]);
  await untilStates(destination, { failed: 1 });
  const waitMs = (await onlyDelivery(destination)).dueAt.getTime() - Date.now();
  expect(waitMs).toBeGreaterThan(7_000);
  expect(waitMs).toBeLessThanOrEqual(9_000);
  expect((await turnOf(destination)).slowUntil?.getTime()).toBeGreaterThan(Date.now());
  sink.answer(async (response) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    response.writeHead(204).end();
  });
  await send([destination], 8);
  await untilStates(destination, { failed: 1, delivered: 8 });
  expect(Math.max(...sink.requests.map(({ beside }) => beside))).toBe(0);
});

test("the eighth failure is the last, and then it is dead", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  sink.answer({ status: 503 });
  await send([destination]);
  await systemDb().update(deliveries).set({ attempts: 7 }).where(eq(deliveries.destinationId, destination));
  dispatch();
  await untilStates(destination, { dead: 1 });
  expect(await onlyDelivery(destination)).toMatchObject({ attempts: 8, lastStatus: 503 });
  expect(await turnOf(destination)).toMatchObject({ deadInRow: 1 });
  expect(await hourOf(destination)).toMatchObject({ failed: 1, dead: 1 });
});

test("410 turns the destination off, and what waits stays and is not attempted", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url, concurrency: 1 });
  sink.answer({ status: 410 });
  await send([destination], 3);
  dispatch();
  await vi.waitFor(async () => expect((await destinationOf(destination)).disabledAt).not.toBeNull());
  expect(await destinationOf(destination)).toMatchObject({ disabledReason: "gone", disabledSeq: 3 });
  await passTime(destination);
  const seen = sink.requests.length;
  sink.answer({ status: 204 });
  const other = await makeDestination(workspaceId, { url: sink.url });
  await send([other]);
  await untilStates(other, { delivered: 1 });
  expect(sink.requests).toHaveLength(seen + 1);
  const states = await statesOf(destination);
  expect((states.pending ?? 0) + (states.failed ?? 0)).toBe(3);
  expect((await turnOf(destination)).dueAt).toBeNull();
});

test("an address that is not public is blocked for good, and counts as no failure", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: "https://169.254.169.254/latest" });
  dispatch();
  await send([destination]);
  await untilStates(destination, { blocked: 1 });
  expect(await onlyDelivery(destination)).toMatchObject({ attempts: 1, lastError: "blocked_address" });
  expect(await turnOf(destination)).toMatchObject({ failuresInRow: 0, failingSince: null, deadInRow: 0 });
  expect(await hourOf(destination)).toMatchObject({ blocked: 1, failed: 0 });
});

test("a template that makes no body ends its delivery at once, with the reason", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, {
    url: sink.url,
    template: "no json: {{data.message}}",
  });
  dispatch();
  await send([destination]);
  await untilStates(destination, { dead: 1 });
  const delivery = await onlyDelivery(destination);
  expect(delivery).toMatchObject({ attempts: 1, lastError: "template", lastStatus: null });
  expect(await attemptsOf(delivery.id)).toMatchObject([{ error: "template", detail: expect.any(String) }]);
  expect(await turnOf(destination)).toMatchObject({ failuresInRow: 0, failingSince: null, deadInRow: 1 });
  expect(sink.requests).toHaveLength(0);
});

test("what is cancelled while it is under way stays cancelled, and its attempt is still recorded", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  sink.answer(async (response) => {
    await mayAnswer;
    response.writeHead(200).end();
  });
  dispatch();
  await send([destination]);
  await sink.received(1);
  await inTenant(workspaceId, async (tx) => {
    await tx.update(destinations).set({ deletedAt: new Date() }).where(eq(destinations.id, destination));
    expect(await cancelWaiting(tx, workspaceId, destination)).toBe(1);
  });
  answer();
  await vi.waitFor(async () => expect((await onlyDelivery(destination)).attempts).toBe(1));
  const delivery = await onlyDelivery(destination);
  expect(delivery).toMatchObject({ state: "cancelled", lastStatus: 200 });
  expect(await attemptsOf(delivery.id)).toMatchObject([{ number: 1, status: 200 }]);
});

test("an event that is erased while it is on its way takes its delivery along, and nothing else", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  sink.answer(async (response) => {
    await mayAnswer;
    response.writeHead(200).end();
  });
  dispatch();
  const [erased] = await send([destination], 2);
  await sink.received(2);
  await systemDb()
    .delete(events)
    .where(eq(events.id, erased ?? ""));
  answer();
  await untilStates(destination, { delivered: 1 });
  const [ledger] =
    await systemSql()`select accepted, gone_cancelled from destination_ledgers where destination_id = ${destination}`;
  expect(ledger).toEqual({ accepted: "2", gone_cancelled: "1" });
});

test("accepting an event twice makes one delivery of it", async () => {
  const { workspaceId, events: store } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  const [event] = await store(1);
  const wanted = [
    { destinationId: destination, eventId: event?.id ?? "", seq: event?.seq ?? 0, replayId: null },
  ];
  dispatch();
  await Promise.all(
    [1, 2].map(() => inTenant(workspaceId, (tx) => acceptDeliveries(tx, workspaceId, wanted))),
  );
  await untilStates(destination, { delivered: 1 });
  expect(sink.requests).toHaveLength(1);
});
