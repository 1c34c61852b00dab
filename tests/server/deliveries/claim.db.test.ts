import { afterEach, expect, test } from "vitest";
import { systemSql } from "#db/client.ts";
import { type ClaimedBatch, claimDeliveries } from "#server/deliveries/claim.ts";
import { Slots } from "#server/deliveries/slots.ts";
import { makeDesk, makeDestination, turnOf } from "./fixtures.ts";

const url = "http://127.0.0.1:9/";
const everything = { free: 256, roomOf: () => 256, passedOver: [], isQuick: () => false };
const countOf = (batches: ClaimedBatch[], workspaceId: string) =>
  batches.filter((batch) => batch.workspaceId === workspaceId).flatMap(({ deliveries }) => deliveries).length;

afterEach(async () => {
  await systemSql()`update destination_turns set due_at = null`;
});

async function makeHot(destinations: number) {
  const desk = await makeDesk();
  const ids: string[] = [];
  for (let made = 0; made < destinations; made++) {
    ids.push(await makeDestination(desk.workspaceId, { url, concurrency: 50 }));
  }
  await desk.send(ids, 40);
  return desk;
}

test("a workspace with forty destinations that are all due holds up none with one", async () => {
  const hot = await makeHot(40);
  const quiet = [];
  for (let made = 0; made < 5; made++) {
    const desk = await makeDesk();
    await desk.send([await makeDestination(desk.workspaceId, { url })], 2);
    quiet.push(desk);
  }
  const slots = new Slots(64);
  const claimAll = async () => {
    const all: ClaimedBatch[] = [];
    for (let turns = 1; turns > 0; ) {
      const claim = await claimDeliveries(slots.room());
      for (const batch of claim.batches) slots.take(batch.workspaceId, batch.deliveries.length);
      all.push(...claim.batches);
      turns = claim.turns;
    }
    return all;
  };
  const first = await claimAll();
  expect(quiet.map(({ workspaceId }) => countOf(first, workspaceId))).toEqual([2, 2, 2, 2, 2]);
  // It is still due, and takes all that one may; who comes late finds slots.
  expect(countOf(first, hot.workspaceId)).toBeGreaterThan(30);
  expect(slots.room().free).toBeGreaterThan(10);
  const late = await makeDesk();
  await late.send([await makeDestination(late.workspaceId, { url })], 3);
  expect(countOf(await claimAll(), late.workspaceId)).toBe(3);
});

test("the destinations of a workspace take turns", async () => {
  const { workspaceId, send } = await makeDesk();
  const ids = [];
  for (let made = 0; made < 4; made++) ids.push(await makeDestination(workspaceId, { url }));
  await send(ids, 3);
  const room = { free: 4, roomOf: () => 4, passedOver: [], isQuick: () => false };
  const { batches } = await claimDeliveries(room);
  expect(batches.map(({ destinationId }) => destinationId).sort()).toEqual(ids.sort());
  expect(batches.map(({ deliveries }) => deliveries.length)).toEqual([1, 1, 1, 1]);
});

test("two who claim at once take different deliveries, and no more together than the destination may get", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url, concurrency: 7 });
  await send([destination], 30);
  const claims = await Promise.all(Array.from({ length: 6 }, () => claimDeliveries(everything)));
  const taken = claims.flatMap(({ batches }) => batches.flatMap(({ deliveries }) => deliveries));
  expect(taken).toHaveLength(7);
  expect(new Set(taken.map(({ id }) => id)).size).toBe(7);
});

test("an event that is accepted while its destination's turn is settled is not forgotten", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url, concurrency: 50 });
  for (let round = 0; round < 30; round++) {
    const [, claim] = await Promise.all([send([destination]), claimDeliveries(everything)]);
    const seen = countOf(claim.batches, workspaceId);
    const rest = await claimDeliveries(everything);
    expect(seen + countOf(rest.batches, workspaceId)).toBe(1);
    await systemSql()`update deliveries set state = 'delivered', lease_until = null where destination_id = ${destination}`;
  }
});

test("what is disabled or deleted is not claimed, and its turn does not come again by itself", async () => {
  const { workspaceId, send } = await makeDesk();
  const off = await makeDestination(workspaceId, { url, disabledAt: new Date(), disabledReason: "person" });
  const gone = await makeDestination(workspaceId, { url, deletedAt: new Date() });
  await send([off, gone]);
  const { batches } = await claimDeliveries(everything);
  expect(countOf(batches, workspaceId)).toBe(0);
  expect([(await turnOf(off)).dueAt, (await turnOf(gone)).dueAt]).toEqual([null, null]);
});

test("a strictly ordered one is taken from the head of the line, and not while something of it is under way", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url, ordered: true });
  await send([destination], 20);
  const [line] = (await claimDeliveries(everything)).batches;
  expect(line?.deliveries.map(({ seq }) => seq)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  await send([destination]);
  expect(countOf((await claimDeliveries(everything)).batches, workspaceId)).toBe(0);
});

test("one that is quick gets several for each lane, and no lane more than it may have", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url, concurrency: 2 });
  await send([destination], 40);
  const [slow] = (await claimDeliveries({ ...everything, roomOf: () => 1 })).batches;
  expect(slow).toMatchObject({ lanes: 2, deliveries: { length: 1 } });
  const [quick] = (await claimDeliveries({ ...everything, isQuick: () => true })).batches;
  expect(quick).toMatchObject({ lanes: 1, deliveries: { length: 8 } });
  expect((await claimDeliveries({ ...everything, isQuick: () => true })).batches).toEqual([]);
});
