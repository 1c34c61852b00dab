import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { numbers, upstreamReads } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { addConnection, disconnect } from "#server/connections/index.ts";
import type { Turn } from "#server/moltflow/index.ts";
import {
  forgetOldReads,
  invalidateUpstream,
  readUpstream,
  refreshUpstream,
  upstreamKey,
} from "#server/upstream/index.ts";
import { refreshRead } from "#server/upstream/jobs.ts";
import { callsAt, makeConnected, makeTenant, operator } from "#tests/server/connections/fixtures.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(() => sandbox.close());

type Desk = Awaited<ReturnType<typeof makeConnected>>;

const groups = upstreamKey("listMonitoredGroups", {});
const reader: Turn = { class: "read", member: "anna" };
const read = ({ workspaceId }: Desk) => readUpstream(workspaceId, groups, reader);
const invalidate = ({ workspaceId }: Desk) =>
  inTenant(workspaceId, (tx) => invalidateUpstream(tx, workspaceId, ["listMonitoredGroups"]));

const groupCalls = ({ tenantId }: Desk) =>
  callsAt(sandbox, tenantId).filter(({ operation }) => operation === "listMonitoredGroups").length;

async function runRefresh({ workspaceId }: Desk): Promise<number> {
  const jobs = await takeJobs(workspaceId, refreshRead.name);
  for (const { payload } of jobs) await refreshRead.run(refreshRead.payload.parse(payload));
  return jobs.length;
}

const fail = ({ tenantId }: Desk, reason: "scope" | "plan" = "scope") =>
  sandbox.sandbox.faults.add({
    kind: "forbidden",
    reason,
    tenantId,
    operation: "listMonitoredGroups",
    rate: 1,
  });

describe("reads that are alike", () => {
  test("share one call, made by whoever comes first, and get the same answer", async () => {
    const desk = await makeConnected(sandbox);
    sandbox.sandbox.faults.add({
      ...{ kind: "latency", ms: 300, tenantId: desk.tenantId, operation: "listMonitoredGroups", rate: 1 },
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => read(desk)));
    expect(groupCalls(desk)).toBe(1);
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(answers[0]?.data).toBeInstanceOf(Array);
  });

  test("cost nothing while the answer is fresh", async () => {
    const desk = await makeConnected(sandbox);
    for (let view = 0; view < 20; view++) expect((await read(desk)).state).toBe("fresh");
    expect(groupCalls(desk)).toBe(1);
    expect(await runRefresh(desk)).toBe(0);
  });
});

describe("an old answer", () => {
  test("is given at once with its age and read again behind the page, once", async () => {
    const desk = await makeConnected(sandbox);
    const first = await read(desk);
    await invalidate(desk);
    const views = await Promise.all([read(desk), read(desk), read(desk)]);
    for (const view of views) expect(view).toMatchObject({ fetchedAt: first.fetchedAt, state: "refreshing" });
    expect(groupCalls(desk)).toBe(1);
    expect(await runRefresh(desk)).toBe(1);
    expect(groupCalls(desk)).toBe(2);
    const fresh = await read(desk);
    expect(fresh.state).toBe("fresh");
    expect(Date.parse(fresh.fetchedAt ?? "")).toBeGreaterThan(Date.parse(first.fetchedAt ?? ""));
  });

  test("stays old when what it tells of changed while its call was under way", async () => {
    const desk = await makeConnected(sandbox);
    sandbox.sandbox.faults.add({
      ...{
        kind: "latency",
        ms: 400,
        tenantId: desk.tenantId,
        operation: "listMonitoredGroups",
        rate: 1,
        times: 1,
      },
    });
    const slow = read(desk);
    // Struck once and gone: the call has arrived, and its answer waits.
    await expect.poll(() => sandbox.sandbox.faults.list()).toEqual([]);
    await invalidate(desk);
    await slow;
    expect((await read(desk)).state).toBe("refreshing");
  });

  test("is kept when it cannot be read again, with the reason, and pages leave MoltFlow alone for a while", async () => {
    const desk = await makeConnected(sandbox);
    const { data } = await read(desk);
    await invalidate(desk);
    await read(desk);
    fail(desk);
    await runRefresh(desk);
    const calls = groupCalls(desk);
    for (let view = 0; view < 5; view++) {
      expect(await read(desk)).toMatchObject({ data, state: "failed", failure: "moltflow.forbidden_scope" });
    }
    expect(await runRefresh(desk)).toBe(0);
    expect(groupCalls(desk)).toBe(calls);
    sandbox.sandbox.faults.clear();
    expect(await refreshUpstream(desk.workspaceId, groups, operator)).toMatchObject({
      ...{ data, state: "fresh", failure: null },
    });
  });
});

test("a first read that is refused says why, and a recheck after the cause is gone works", async () => {
  const desk = await makeConnected(sandbox);
  fail(desk, "plan");
  await expect(read(desk)).rejects.toMatchObject({ reason: "moltflow.forbidden_plan" });
  sandbox.sandbox.faults.clear();
  expect(await refreshUpstream(desk.workspaceId, groups, operator)).toMatchObject({ state: "fresh" });
});

test("after a first read that failed, pages rest: they hear why, without another call, and a minute later one asks again", async () => {
  const desk = await makeConnected(sandbox);
  fail(desk, "plan");
  await expect(read(desk)).rejects.toMatchObject({ reason: "moltflow.forbidden_plan" });
  sandbox.sandbox.faults.clear();
  const calls = groupCalls(desk);
  for (let view = 0; view < 5; view++) {
    expect(await read(desk)).toMatchObject({
      ...{ data: null, fetchedAt: null, state: "failed", failure: "moltflow.forbidden_plan" },
    });
  }
  expect(await runRefresh(desk)).toBe(0);
  expect(groupCalls(desk)).toBe(calls);
  await systemDb()
    .update(upstreamReads)
    .set({ failedAt: new Date(Date.now() - 61_000) })
    .where(eq(upstreamReads.workspaceId, desk.workspaceId));
  expect(await read(desk)).toMatchObject({ data: expect.any(Array), state: "fresh", failure: null });
  expect(groupCalls(desk)).toBe(calls + 1);
});

test("a process that died in the middle holds nobody up for long", async () => {
  const desk = await makeConnected(sandbox);
  await read(desk);
  await systemDb()
    .update(upstreamReads)
    .set({ refreshingUntil: new Date(Date.now() - 1), invalidatedAt: new Date() })
    .where(eq(upstreamReads.workspaceId, desk.workspaceId));
  expect((await read(desk)).state).toBe("refreshing");
  expect(await runRefresh(desk)).toBe(1);
});

test("a session outside the allowlist is not found, and MoltFlow is not asked", async () => {
  const desk = await makeConnected(sandbox);
  const other = await makeConnected(sandbox);
  const ask = (sessionId: string) =>
    readUpstream(desk.workspaceId, upstreamKey("checkBusiness", { sessionId }), reader);
  await expect(ask(other.sessionId)).rejects.toMatchObject({ reason: "number.not_found" });
  await systemDb().update(numbers).set({ allowed: false }).where(eq(numbers.id, desk.number.id));
  const before = callsAt(sandbox, desk.tenantId).length;
  await expect(ask(desk.sessionId)).rejects.toMatchObject({ reason: "number.not_found" });
  expect(callsAt(sandbox, desk.tenantId)).toHaveLength(before);
});

test("another key's connection sees nothing of what was read before", async () => {
  const desk = await makeConnected(sandbox);
  await read(desk);
  await disconnect(desk.workspaceId, operator);
  await expect(read(desk)).rejects.toMatchObject({ reason: "connection.missing" });
  const { key, tenantId } = await makeTenant(sandbox);
  await addConnection(desk.workspaceId, { baseUrl: sandbox.url, key, actor: operator, allowAll: true });
  await read(desk);
  expect(groupCalls({ ...desk, tenantId })).toBe(1);
});

test("what nobody has looked at for a month is let go", async () => {
  const desk = await makeConnected(sandbox);
  await read(desk);
  const ours = eq(upstreamReads.workspaceId, desk.workspaceId);
  await forgetOldReads(new Date());
  expect(await systemDb().$count(upstreamReads, ours)).toBe(1);
  await forgetOldReads(new Date(Date.now() + 31 * 24 * 3_600_000));
  expect(await systemDb().$count(upstreamReads, ours)).toBe(0);
});
