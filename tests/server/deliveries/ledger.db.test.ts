import { and, eq, inArray, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { deliveries, destinationLedgers, events as eventRows } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { log } from "#server/core/log.ts";
import { prune } from "#server/data/prune.ts";
import { checkLedgers, readLedgerHealth } from "#server/deliveries/check-ledgers-job.ts";
import { acceptDeliveries, cancelWaiting } from "#server/deliveries/index.ts";
import { countAccount, isBalanced } from "#server/deliveries/ledger.ts";
import { listLedgers } from "#server/deliveries/reads.ts";
import { runReplay } from "#server/replays/jobs.ts";
import { received, storeEvent } from "#tests/server/inbox/fixtures.ts";
import { begin, deliver, makeDestination, makePlace, type Place } from "../replays/fixtures.ts";

afterEach(() => vi.restoreAllMocks());

const acts = fc.array(
  fc.tuple(
    fc.constantFrom("accept", "deliver", "kill", "block", "cancel", "replay", "erase", "prune", "forge"),
    fc.nat({ max: 5 }),
  ),
  { minLength: 1, maxLength: 25 },
);

/** Lets some of what waits end in a state. */
async function end(
  { workspaceId, destinationId }: Place,
  state: "delivered" | "dead" | "blocked",
  at: number,
) {
  await systemDb().execute(sql`
    update deliveries set state = ${state}, ended_at = now() where id in (
      select id from deliveries where workspace_id = ${workspaceId} and destination_id = ${destinationId}
        and state in ('pending', 'failed', 'delivering') order by id offset ${at} limit 3)`);
}

test("whatever happens to deliveries and their events, the account adds up after each step", async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (steps) => {
      const { workspaceId, destinationId, place, inboxId } = await makePlace();
      const arrive = async (daysAgo: number) => {
        const receivedAt = new Date(Date.now() - daysAgo * 24 * 3_600_000);
        return storeEvent(workspaceId, inboxId, received("s", "Hello"), { receivedAt });
      };
      const doing = {
        accept: async (at: number) => {
          const wanted = [await arrive(at), await arrive(at)];
          const rows = wanted.map(({ id: eventId, seq }) => ({
            destinationId,
            eventId,
            seq,
            replayId: null,
          }));
          // The same batch twice is one batch.
          await inTenant(workspaceId, (tx) => acceptDeliveries(tx, workspaceId, [...rows, ...rows]));
          await inTenant(workspaceId, (tx) => acceptDeliveries(tx, workspaceId, rows));
        },
        deliver: (at: number) => end(place, "delivered", at),
        kill: (at: number) => end(place, "dead", at),
        block: (at: number) => end(place, "blocked", at),
        cancel: () => inTenant(workspaceId, (tx) => cancelWaiting(tx, workspaceId, destinationId)),
        replay: async () => {
          const states = ["dead", "blocked", "cancelled"];
          const begun = await begin(place, { kind: "states", states }, 2).catch(() => null);
          if (begun) await runReplay.run({ workspaceId, replayId: begun.id });
        },
        erase: (at: number) =>
          systemDb().execute(sql`
            delete from events where workspace_id = ${workspaceId} and seq in (
              select seq from events where workspace_id = ${workspaceId} order by seq offset ${at} limit 1)`),
        prune: (at: number) => prune(workspaceId, "events", new Date(Date.now() - at * 24 * 3_600_000)),
        // Whoever rolls back has accepted nothing.
        forge: async () => {
          const { id: eventId, seq } = await arrive(0);
          const failing = inTenant(workspaceId, async (tx) => {
            await acceptDeliveries(tx, workspaceId, [{ destinationId, eventId, seq, replayId: null }]);
            throw new Error("rolled back");
          });
          await expect(failing).rejects.toThrow("rolled back");
        },
      };
      for (const [act, at] of steps) {
        await doing[act](at);
        const account = await countAccount(systemDb(), workspaceId, destinationId);
        if (account) expect({ act, account, ok: isBalanced(account) }).toMatchObject({ ok: true });
      }
    }),
    { numRuns: 30 },
  );
});

test("the check writes down what adds up, and tells of what does not once, with its ids", async () => {
  const { workspaceId, destinationId, place, events } = await makePlace({ events: 3 });
  const quiet = await makeDestination(workspaceId);
  await deliver(place, events, "delivered");
  const told = vi.spyOn(log(), "error");
  await checkLedgers.run({});
  expect(await listLedgers(workspaceId)).toMatchObject({
    [destinationId]: { accepted: 3, delivered: 3, balanced: true, checkedAt: expect.any(String) },
    [quiet]: { accepted: 0, balanced: true, checkedAt: null },
  });
  // Somebody took one away behind our back.
  const [first] = events;
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = 'replica'`);
    await tx.delete(deliveries).where(eq(deliveries.eventId, first?.id ?? ""));
  });
  for (let run = 0; run < 2; run += 1) await checkLedgers.run({});
  expect(told.mock.calls.filter(([fields]) => "destinationId" in Object(fields))).toMatchObject([
    [{ workspaceId, destinationId, accepted: 3, delivered: 2 }, expect.any(String)],
  ]);
  expect((await listLedgers(workspaceId))[destinationId]).toMatchObject({ balanced: false });
  expect((await readLedgerHealth()).unbalanced).toEqual([destinationId]);
  await systemDb()
    .update(destinationLedgers)
    .set({ accepted: 2 })
    .where(eq(destinationLedgers.destinationId, destinationId));
  await checkLedgers.run({});
  expect((await readLedgerHealth()).unbalanced).toEqual([]);
});

test("an account of very many is inferred from what waits and what did not arrive, and comes to the same", async () => {
  const { workspaceId, destinationId, place, inboxId } = await makePlace();
  const first = await storeEvent(workspaceId, inboxId, received("s", "0"));
  await systemDb().execute(sql`
    insert into events select workspace_id, seq + n, gen_random_uuid(), inbox_id, received_at, verdict, event,
      session_id, chat_id, sha256, 0, headers, body
    from events cross join generate_series(1, 21000) n where workspace_id = ${workspaceId}`);
  // Else keys would be looked for as in a table of one row.
  await systemDb().execute(sql`analyze events`);
  await systemDb().execute(sql`
    insert into deliveries (workspace_id, id, destination_id, event_id, seq, due_at, state)
    select workspace_id, gen_random_uuid(), ${destinationId}, id, seq, now(), case
      when seq % 100 = 1 then 'dead' when seq % 100 = 2 then 'pending' when seq % 100 = 3 then 'cancelled'
      when seq % 100 = 4 then 'blocked' else 'delivered' end
    from events where workspace_id = ${workspaceId}`);
  await systemDb().insert(destinationLedgers).values({ workspaceId, destinationId, accepted: 21_001 });
  await systemDb()
    .delete(eventRows)
    .where(and(eq(eventRows.workspaceId, workspaceId), inArray(eventRows.seq, [first.seq, first.seq + 9])));
  const { balanced, checkedAt, ...inferred } = (await listLedgers(workspaceId))[place.destinationId] ?? {};
  expect(inferred).toEqual(await countAccount(systemDb(), workspaceId, destinationId));
  expect(inferred).toMatchObject({ accepted: 21_001, waiting: 210, blocked: 210, dead: 211 });
  expect({ balanced, checkedAt }).toEqual({ balanced: true, checkedAt: null });
});
