import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { type Claimed, claimDeliveries } from "#server/deliveries/claim.ts";
import { finishDeliveries } from "#server/deliveries/finish.ts";
import { neverSent, type Result } from "#server/deliveries/result.ts";
import { judge } from "#server/deliveries/verdict.ts";
import { attemptsOf, deliveriesTo, makeDesk, makeDestination, statesOf, turnOf } from "./fixtures.ts";
import { untilStates, withReceiver } from "./receiver.ts";

const { sink, dispatch } = await withReceiver();

const everything = { free: 256, roomOf: () => 256, passedOver: [], isQuick: () => false };

/** Ends the leases of a destination, as a minute does. */
async function endLeases(destination: string): Promise<void> {
  await systemDb().execute(
    sql`update deliveries set lease_until = now() - interval '1 ms' where destination_id = ${destination} and state = 'delivering'`,
  );
  await systemDb().execute(
    sql`update destination_turns set due_at = now() where destination_id = ${destination}`,
  );
}

test("what a process took that died is due again when its lease ends, and its attempt counts as none", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  await send([destination], 3);
  const { batches } = await claimDeliveries(everything);
  expect(batches.flatMap(({ deliveries }) => deliveries)).toHaveLength(3);
  expect(await statesOf(destination)).toEqual({ delivering: 3 });
  const untilMs = (await turnOf(destination)).dueAt?.getTime() ?? 0;
  expect(untilMs - Date.now()).toBeGreaterThan(50_000);
  expect((await claimDeliveries(everything)).turns).toBe(0);
  await endLeases(destination);
  dispatch();
  await untilStates(destination, { delivered: 3 });
  expect((await deliveriesTo(destination)).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
});

test("a result that comes after its lease was given to somebody else changes nothing", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  await send([destination]);
  const [late] = (await claimDeliveries(everything)).batches.flatMap(({ deliveries }) => deliveries);
  await endLeases(destination);
  const [now] = (await claimDeliveries(everything)).batches.flatMap(({ deliveries }) => deliveries);
  if (!late || !now) throw new Error("Both claims take the delivery.");
  expect(now.lease).not.toBe(late.lease);
  const taken = (claimed: Claimed): Result => {
    const outcome = { ...neverSent("status", ""), status: 200, error: null, detail: null };
    const verdict = judge(outcome, 1, { nowMs: Date.now(), random: 0 });
    return { kind: "attempted", claimed, startedAt: new Date(), outcome, verdict };
  };
  expect((await finishDeliveries([taken(late)])).ours).toEqual([false]);
  expect(await statesOf(destination)).toEqual({ delivering: 1 });
  expect((await finishDeliveries([taken(now)])).ours).toEqual([true]);
  expect(await attemptsOf(now.id)).toHaveLength(1);
  expect(await statesOf(destination)).toEqual({ delivered: 1 });
});

test("a dispatcher that stops waits for what is under way, and gives back what hangs", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  sink.answer(
    async (response) => {
      await mayAnswer;
      response.writeHead(204).end();
    },
    () => undefined,
  );
  const dispatcher = dispatch({ goodbyeMs: 200 });
  await send([destination], 2);
  await sink.received(2);
  const stopped = dispatcher.stop();
  answer();
  await stopped;
  expect(await statesOf(destination)).toEqual({ delivered: 1, pending: 1 });
  const [waiting] = (await deliveriesTo(destination)).filter(({ state }) => state === "pending");
  expect(waiting).toMatchObject({ attempts: 0, leaseUntil: null });
  sink.answer({ status: 204 });
  dispatch();
  await untilStates(destination, { delivered: 2 });
});

test("while results cannot be stored nothing is lost, and no more is sent than there are slots", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url, concurrency: 50 });
  await systemSql().unsafe(`
    create function disk_is_full() returns trigger language plpgsql as $$
      begin raise exception 'no space left on device' using errcode = '53100'; end $$;
    create trigger disk_is_full before insert on delivery_attempts for each statement execute function disk_is_full()`);
  try {
    dispatch({ slots: 6 });
    await send([destination], 30);
    await sink.received(4);
    expect(await statesOf(destination)).toMatchObject({ delivering: 4 });
  } finally {
    await systemSql().unsafe("drop trigger disk_is_full on delivery_attempts; drop function disk_is_full()");
  }
  await untilStates(destination, { delivered: 30 });
  // None was sent twice: results waited in memory for as long as their leases lasted.
  expect(sink.requests).toHaveLength(30);
});
