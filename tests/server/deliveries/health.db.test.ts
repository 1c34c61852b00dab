import { and, eq } from "drizzle-orm";
import { beforeEach, expect, test, vi } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { auditEntries, destinations, members, notices } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { resumeDeliveries } from "#server/deliveries/index.ts";
import { mailTrouble } from "#server/deliveries/jobs.ts";
import { lookAtSilent } from "#server/deliveries/look-at-health.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";
import { makeUser } from "#tests/support/factories.ts";
import { outbox } from "#tests/support/outbox.ts";
import { destinationOf, makeDesk, makeDestination, statesOf, turnOf } from "./fixtures.ts";
import { untilStates, withReceiver } from "./receiver.ts";

vi.mock("#server/mail/index.ts", async (original) =>
  (await import("#tests/support/outbox.ts")).keepMails(original),
);

const { sink, dispatch } = await withReceiver();
beforeEach(() => {
  outbox.length = 0;
});

async function runMails(workspaceId: string): Promise<void> {
  const jobs = await takeJobs(workspaceId, mailTrouble.name);
  for (const { payload } of jobs) await mailTrouble.run(mailTrouble.payload.parse(payload));
}

const noticesOf = (userId: string) =>
  systemDb().select().from(notices).where(eq(notices.userId, userId)).orderBy(notices.id);

const failingFor = (destination: string, days: number) =>
  systemSql()`update destination_turns set failing_since = now() - ${days} * interval '1 day' where destination_id = ${destination}`;

/** A template that never makes JSON: each delivery is dead at once. */
const broken = "no json";

test("people who manage destinations hear at each stage on the way to twenty dead in a row, and it is turned off", async () => {
  const { workspaceId, ownerId, owner, send } = await makeDesk();
  const agent = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: agent.id, role: "agent" });
  const destination = await makeDestination(workspaceId, { url: sink.url, name: "CRM", template: broken });
  dispatch();
  let dead = 0;
  for (const [more, percent] of [
    [9, 0],
    [1, 50],
    [3, 50],
    [1, 70],
    [4, 90],
    [2, 100],
  ] as const) {
    await send([destination], more);
    dead += more;
    await untilStates(destination, { dead });
    await vi.waitFor(async () => expect((await turnOf(destination)).alertedPercent).toBe(percent));
  }
  expect(await destinationOf(destination)).toMatchObject({ disabledReason: "dead_in_row", disabledSeq: 20 });
  const told = await noticesOf(ownerId);
  expect(told.map(({ kind, params }) => [kind, params.percent])).toEqual([
    ["destination_failing", "50"],
    ["destination_failing", "70"],
    ["destination_failing", "90"],
    ["destination_disabled", "100"],
  ]);
  expect(told[0]).toMatchObject({ destinationId: destination, params: { destination: "CRM" } });
  expect(await noticesOf(agent.id)).toEqual([]);
  const entries = await systemDb()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), eq(auditEntries.target, destination)));
  expect(entries).toMatchObject([
    { actorKind: "system", action: "destination.disable", details: { reason: "dead_in_row" } },
  ]);
  await runMails(workspaceId);
  // The stages before are no news by now.
  expect(outbox).toMatchObject([{ to: owner.email, subject: "CRM was turned off" }]);
  expect(outbox[0]?.text).toContain(`/settings/destinations/${destination}`);
});

test("a success ends the illness: its mail is not sent any more, and the next illness is news again", async () => {
  const { workspaceId, ownerId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url, template: broken });
  const setTemplate = (template: string | null) =>
    systemDb().update(destinations).set({ template }).where(eq(destinations.id, destination));
  dispatch();
  const alerted = (percent: number) =>
    vi.waitFor(async () => expect((await turnOf(destination)).alertedPercent).toBe(percent));
  await send([destination], 10);
  await alerted(50);
  await setTemplate(null);
  await send([destination]);
  await alerted(0);
  await runMails(workspaceId);
  expect(outbox).toEqual([]);
  await setTemplate(broken);
  await send([destination], 10);
  await alerted(50);
  await runMails(workspaceId);
  expect(outbox).toHaveLength(1);
  expect(await noticesOf(ownerId)).toHaveLength(2);
});

test("five days without a success turn it off, also when nothing is attempted meanwhile; each stage is told once", async () => {
  const { workspaceId, ownerId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  await send([destination]);
  await failingFor(destination, 2.4);
  await lookAtSilent();
  expect(await noticesOf(ownerId)).toEqual([]);
  await failingFor(destination, 2.6);
  await Promise.all([lookAtSilent(), lookAtSilent(), lookAtSilent()]);
  expect((await noticesOf(ownerId)).map(({ params }) => params.percent)).toEqual(["50"]);
  await failingFor(destination, 5);
  await Promise.all([lookAtSilent(), lookAtSilent()]);
  expect((await noticesOf(ownerId)).map(({ params }) => params.percent)).toEqual(["50", "100"]);
  expect(await destinationOf(destination)).toMatchObject({ disabledReason: "failing" });
  expect((await turnOf(destination)).dueAt).toBeNull();
  const other = await makeDestination(workspaceId, { url: sink.url });
  dispatch();
  await send([other]);
  await untilStates(other, { delivered: 1 });
  expect(await statesOf(destination)).toEqual({ pending: 1 });
});

test("a destination that is turned on again begins anew, and gets what waits", async () => {
  const { workspaceId, send } = await makeDesk();
  const destination = await makeDestination(workspaceId, { url: sink.url });
  await send([destination], 2);
  await failingFor(destination, 6);
  await lookAtSilent();
  dispatch();
  await inTenant(workspaceId, async (tx) => {
    const on = { disabledAt: null, disabledReason: null, disabledSeq: null };
    await tx.update(destinations).set(on).where(eq(destinations.id, destination));
    await resumeDeliveries(tx, workspaceId, destination);
  });
  await untilStates(destination, { delivered: 2 });
  expect(await turnOf(destination)).toMatchObject({ alertedPercent: 0, failingSince: null, deadInRow: 0 });
});
