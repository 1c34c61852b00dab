import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { systemDb } from "#db/client.ts";
import { members, notices, numberDrops, numbers, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { testConnection } from "#server/connections/test-connection.ts";
import { newId } from "#server/core/ids.ts";
import { changeSettings, checkNumber, setHolder } from "#server/numbers/change-number.ts";
import { listDrops } from "#server/numbers/drops.ts";
import { applySessionEvent, getNumber } from "#server/numbers/index.ts";
import { alertDrop, lookAtNumbers, lookAtNumbersDue, mailDrop } from "#server/numbers/jobs.ts";
import { moveNumber } from "#server/numbers/move-number.ts";
import { callsAt, makeConnected, operator } from "#tests/server/connections/fixtures.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";
import { makeUser } from "#tests/support/factories.ts";
import { outbox } from "#tests/support/outbox.ts";

vi.mock("#server/mail/index.ts", async (original) =>
  (await import("#tests/support/outbox.ts")).keepMails(original),
);

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
beforeEach(() => {
  outbox.length = 0;
});
afterAll(() => sandbox.close());

type Desk = Awaited<ReturnType<typeof makeConnected>>;

/** The session's next event, after everything that is known of the number. */
const hear = (desk: Desk, event: "session.connected" | "session.disconnected", afterMs = 1_000) =>
  inTenant(desk.workspaceId, (tx) =>
    applySessionEvent(tx, {
      ...{ workspaceId: desk.workspaceId, sessionId: desk.sessionId, event, phoneNumber: null },
      ...{ status: event === "session.connected" ? "working" : "failed", reason: "logged_out" },
      at: new Date(Date.now() + afterMs),
    }),
  );

const dropsOf = ({ workspaceId, number }: Desk) =>
  inTenant(workspaceId, (tx) => listDrops(tx, workspaceId, number.id));

const numberOf = ({ workspaceId, number }: Desk) =>
  inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, number.id));

async function run<P>(
  { workspaceId }: Desk,
  job: { name: string; payload: { parse(raw: unknown): P }; run(p: P): Promise<void> },
) {
  const jobs = await takeJobs(workspaceId, job.name);
  for (const { payload } of jobs) await job.run(job.payload.parse(payload));
  return jobs;
}

const noticesOf = (userId: string) => systemDb().select().from(notices).where(eq(notices.userId, userId));

async function makeAgent({ workspaceId }: Desk) {
  const person = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: person.id, role: "agent" });
  return person;
}

describe("a number that drops", () => {
  test("is told of within a minute, to whoever holds its phone, in their bell and by mail with the way back", async () => {
    const desk = await makeConnected(sandbox);
    const holder = await makeAgent(desk);
    await systemDb().update(users).set({ locale: "zh-CN" }).where(eq(users.id, holder.id));
    await setHolder(desk.workspaceId, { numberId: desk.number.id, userId: holder.id }, operator);
    await hear(desk, "session.disconnected");
    const before = Date.now();
    const [job] = await run(desk, alertDrop);
    expect((job?.runAt.getTime() ?? 0) - before).toBeLessThan(60_000);
    await run(desk, mailDrop);
    expect(outbox).toMatchObject([{ to: holder.email }]);
    expect(outbox[0]?.text).toContain(`/numbers/${desk.number.id}/pair`);
    expect(outbox[0]?.text).toContain("已断开连接");
    expect(await noticesOf(holder.id)).toMatchObject([{ kind: "number_dropped", numberId: desk.number.id }]);
    expect(await dropsOf(desk)).toMatchObject([
      { status: "failed", reason: "logged_out", asked: false, alertedAt: expect.any(String) },
    ]);
  });

  test("is one drop and one alarm, however often it is heard", async () => {
    const desk = await makeConnected(sandbox);
    await Promise.all([1, 2, 3].map((seconds) => hear(desk, "session.disconnected", seconds * 1_000)));
    const jobs = await takeJobs(desk.workspaceId, alertDrop.name);
    expect(jobs).toHaveLength(1);
    for (const _ of ["first run", "again"]) await alertDrop.run(alertDrop.payload.parse(jobs[0]?.payload));
    expect(await noticesOf(desk.ownerId)).toHaveLength(1);
    expect(await takeJobs(desk.workspaceId, mailDrop.name)).toHaveLength(1);
    expect(await dropsOf(desk)).toHaveLength(1);
  });

  test("alarms nobody when it is back at once, and its timeline shows both", async () => {
    const desk = await makeConnected(sandbox);
    await hear(desk, "session.disconnected", 1_000);
    await hear(desk, "session.connected", 5_000);
    await run(desk, alertDrop);
    expect(await noticesOf(desk.ownerId)).toEqual([]);
    expect(await dropsOf(desk)).toMatchObject([{ recoveredAt: expect.any(String), alertedAt: null }]);
    expect(await numberOf(desk)).toMatchObject({ status: "working", health: "unproven", droppedAt: null });
  });

  test("alarms nobody when somebody here stopped it", async () => {
    const desk = await makeConnected(sandbox);
    await moveNumber(desk.workspaceId, desk.number.id, "stop", operator);
    await hear(desk, "session.disconnected");
    expect(await takeJobs(desk.workspaceId, alertDrop.name)).toEqual([]);
    expect(await dropsOf(desk)).toMatchObject([{ asked: true }]);
  });

  test("alarms the managers when its holder is suspended", async () => {
    const desk = await makeConnected(sandbox);
    const holder = await makeAgent(desk);
    await setHolder(desk.workspaceId, { numberId: desk.number.id, userId: holder.id }, operator);
    const theirs = and(eq(members.workspaceId, desk.workspaceId), eq(members.userId, holder.id));
    await systemDb().update(members).set({ suspendedAt: new Date() }).where(theirs);
    await hear(desk, "session.disconnected");
    await run(desk, alertDrop);
    expect(await noticesOf(holder.id)).toEqual([]);
    expect(await noticesOf(desk.ownerId)).toHaveLength(1);
  });

  test("alarms the managers when its holder may not see it any more, and mails nobody who has left", async () => {
    const desk = await makeConnected(sandbox);
    const holder = await makeAgent(desk);
    await setHolder(desk.workspaceId, { numberId: desk.number.id, userId: holder.id }, operator);
    const theirs = and(eq(members.workspaceId, desk.workspaceId), eq(members.userId, holder.id));
    const mayOnlySee = (onlyNumbers: string[]) =>
      systemDb().update(members).set({ onlyNumbers }).where(theirs);
    await mayOnlySee([newId()]);
    await hear(desk, "session.disconnected");
    await run(desk, alertDrop);
    await run(desk, mailDrop);
    expect(await noticesOf(holder.id)).toEqual([]);
    expect(outbox).toMatchObject([{ to: desk.owner.email }]);

    await mayOnlySee([desk.number.id]);
    await hear(desk, "session.connected", 2_000);
    await hear(desk, "session.disconnected", 3_000);
    await run(desk, alertDrop);
    expect(await noticesOf(holder.id)).toHaveLength(1);
    await systemDb().delete(members).where(theirs);
    await run(desk, mailDrop);
    expect(outbox).toHaveLength(1);
  });

  test("an event that is older than what is known opens nothing", async () => {
    const desk = await makeConnected(sandbox);
    await hear(desk, "session.disconnected", -60_000);
    expect(await dropsOf(desk)).toEqual([]);
    expect(await numberOf(desk)).toMatchObject({ status: "working" });
  });
});

test("a quiet connection is looked at with one call, which finds a drop that no event told of", async () => {
  const desk = await makeConnected(sandbox);
  const session = sandbox.sandbox.store.sessions.get(desk.sessionId);
  if (!session) throw new Error("The session is not there.");
  session.status = "failed";
  const before = callsAt(sandbox, desk.tenantId).length;
  await lookAtNumbersDue.run({});
  await run(desk, lookAtNumbers);
  expect(callsAt(sandbox, desk.tenantId)).toHaveLength(before + 1);
  expect(await dropsOf(desk)).toMatchObject([{ status: "failed", asked: false }]);
  await systemDb()
    .update(numbers)
    .set({ lastEventAt: new Date() })
    .where(eq(numbers.workspaceId, desk.workspaceId));
  await lookAtNumbersDue.run({});
  expect(await takeJobs(desk.workspaceId, lookAtNumbers.name)).toEqual([]);
});

describe("a drop that no event told of", () => {
  test("is told of also when it is found by a test of the connection, and ends by one", async () => {
    const desk = await makeConnected(sandbox);
    const session = sandbox.sandbox.store.sessions.get(desk.sessionId);
    if (!session) throw new Error("The session is not there.");
    session.status = "failed";
    await testConnection(desk.workspaceId, operator);
    expect(await dropsOf(desk)).toMatchObject([{ status: "failed", asked: false, recoveredAt: null }]);
    await run(desk, alertDrop);
    expect(await noticesOf(desk.ownerId)).toHaveLength(1);
    session.status = "working";
    await testConnection(desk.workspaceId, operator);
    expect(await dropsOf(desk)).toMatchObject([{ recoveredAt: expect.any(String) }]);
  });

  test("of a number that was deleted at MoltFlow is seen by the look too", async () => {
    const desk = await makeConnected(sandbox);
    sandbox.sandbox.store.sessions.delete(desk.sessionId);
    await lookAtNumbersDue.run({});
    await run(desk, lookAtNumbers);
    expect(await numberOf(desk)).toMatchObject({ status: "deleted", health: "down" });
    expect(await dropsOf(desk)).toMatchObject([{ status: "deleted", asked: false }]);
  });
});

test("settings go to MoltFlow and are shown as it answered; a check brings what changed there", async () => {
  const desk = await makeConnected(sandbox);
  const { workspaceId, number } = desk;
  const changed = await changeSettings(workspaceId, { numberId: number.id, autoTranscribe: true }, operator);
  expect(changed.autoTranscribe).toBe(true);
  const session = sandbox.sandbox.store.sessions.get(desk.sessionId);
  expect(session?.config).toMatchObject({ auto_transcribe: true });
  if (session) session.config = { auto_transcribe: false };
  expect(await checkNumber(workspaceId, number.id, operator)).toMatchObject({ autoTranscribe: false });
});

test("nobody who is no member holds a phone, and a holder who leaves is named no longer", async () => {
  const desk = await makeConnected(sandbox);
  const { workspaceId, number } = desk;
  const stranger = await makeUser();
  const name = (userId: string) => setHolder(workspaceId, { numberId: number.id, userId }, operator);
  await expect(name(stranger.id)).rejects.toMatchObject({ reason: "member.not_found" });
  await expect(name(newId())).rejects.toMatchObject({ reason: "member.not_found" });
  const payer = await makeUser();
  await systemDb().insert(members).values({ workspaceId, userId: payer.id, role: "billing" });
  await expect(name(payer.id)).rejects.toMatchObject({ reason: "member.not_found" });
  const holder = await makeAgent(desk);
  expect((await name(holder.id)).holder).toMatchObject({ userId: holder.id });
  await systemDb()
    .delete(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, holder.id)));
  expect((await numberOf(desk)).holder).toBeNull();
  expect(await systemDb().$count(numberDrops, eq(numberDrops.workspaceId, workspaceId))).toBe(0);
});
