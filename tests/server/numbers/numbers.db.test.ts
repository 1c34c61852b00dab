import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { addConnection, chooseNumbers } from "#server/connections/index.ts";
import { createNumber } from "#server/numbers/create-number.ts";
import { deleteNumber } from "#server/numbers/delete-number.ts";
import { applySessionEvent, getNumber, listNumbers } from "#server/numbers/index.ts";
import { refreshNumber } from "#server/numbers/jobs.ts";
import { moveNumber } from "#server/numbers/move-number.ts";
import { newestPairing } from "#server/numbers/reads.ts";
import { cancelPairing, startPairing } from "#server/numbers/start-pairing.ts";
import {
  callsAt,
  makeConnected,
  makeTenant,
  operator,
  webhooksAt,
} from "#tests/server/connections/fixtures.ts";
import { noId, takeJobs } from "#tests/server/inbox/fixtures.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { readNumber } from "./fixtures.ts";

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(async () => {
  expect(sandbox.contractViolations).toEqual([]);
  await sandbox.close();
});

const sessionAt = (sessionId: string) => sandbox.sandbox.store.sessions.get(sessionId);

test("a number that is not allowed, is another workspace's, or does not exist is not found by any verb", async () => {
  const desk = await makeConnected(sandbox);
  const stranger = await makeConnected(sandbox);
  await systemDb().update(numbers).set({ allowed: false }).where(eq(numbers.id, desk.number.id));
  const { workspaceId } = desk;
  const before = callsAt(sandbox, desk.tenantId).length;
  const verbs = (id: string) => [
    () => moveNumber(workspaceId, id, "start", operator),
    () => moveNumber(workspaceId, id, "stop", operator),
    () => moveNumber(workspaceId, id, "restart", operator),
    () => moveNumber(workspaceId, id, "logout", operator),
    () => deleteNumber(workspaceId, id, operator),
    () => startPairing(workspaceId, id, operator),
    () => cancelPairing(workspaceId, id, operator),
    () => inTenant(workspaceId, (tx) => getNumber(tx, workspaceId, id)),
    () => inTenant(workspaceId, (tx) => newestPairing(tx, workspaceId, id)),
  ];
  for (const id of [desk.number.id, stranger.number.id, noId]) {
    for (const verb of verbs(id)) {
      await expect(verb()).rejects.toMatchObject({ code: "not_found", reason: "number.not_found" });
    }
  }
  expect(await inTenant(workspaceId, (tx) => listNumbers(tx, workspaceId))).toEqual([]);
  expect(callsAt(sandbox, desk.tenantId)).toHaveLength(before);
  expect(sessionAt(stranger.sessionId)?.status).toBe("working");
});

test("a new number is made at MoltFlow and allowed at once", async () => {
  const { workspaceId } = await makeConnected(sandbox);
  const made = await createNumber(workspaceId, "Reception", operator);
  expect(made).toMatchObject({ name: "Reception", status: "stopped", phoneNumber: null, pairing: null });
  expect(sessionAt(made.sessionId)?.name).toBe("Reception");
  const listed = await inTenant(workspaceId, (tx) => listNumbers(tx, workspaceId));
  expect(listed.map(({ name }) => name)).toEqual(["Front desk", "Reception"]);
});

test("the first number of a connection that was made without any brings events along, the next asks for nothing", async () => {
  const { key, tenantId } = await makeTenant(sandbox, "pro");
  const { workspaceId } = await makeWorkspace();
  await addConnection(workspaceId, { baseUrl: sandbox.url, key, actor: operator });
  await chooseNumbers(workspaceId, [], operator);
  expect(webhooksAt(sandbox, tenantId)).toEqual([]);
  await createNumber(workspaceId, "Reception", operator);
  expect(webhooksAt(sandbox, tenantId)).toHaveLength(1);
  const before = callsAt(sandbox, tenantId).length;
  await createNumber(workspaceId, "Back office", operator);
  expect(callsAt(sandbox, tenantId)).toHaveLength(before + 1);
});

test("the plan's limit of numbers is explained as the plan's", async () => {
  const { key } = await makeTenant(sandbox, "free");
  const { workspaceId } = await makeWorkspace();
  await addConnection(workspaceId, { baseUrl: sandbox.url, key, actor: operator });
  await expect(createNumber(workspaceId, "One too many", operator)).rejects.toMatchObject({
    code: "forbidden",
    reason: "moltflow.forbidden_plan",
    params: { detail: expect.stringContaining("free plan") },
  });
});

test("stop, log out and delete reach MoltFlow, and the number shows it", async () => {
  const { workspaceId, number } = await makeConnected(sandbox);
  expect((await moveNumber(workspaceId, number.id, "stop", operator)).status).toBe("stopped");
  expect(sessionAt(number.sessionId)?.status).toBe("stopped");
  const out = await moveNumber(workspaceId, number.id, "logout", operator);
  expect(out).toMatchObject({ status: "stopped", phoneNumber: null });
  await deleteNumber(workspaceId, number.id, operator);
  expect(sessionAt(number.sessionId)).toBeUndefined();
  expect(await inTenant(workspaceId, (tx) => listNumbers(tx, workspaceId))).toEqual([]);
});

test("a number that was deleted at MoltFlow can be deleted here", async () => {
  const { workspaceId, number } = await makeConnected(sandbox);
  sandbox.sandbox.store.sessions.delete(number.sessionId);
  await deleteNumber(workspaceId, number.id, operator);
  expect(await inTenant(workspaceId, (tx) => listNumbers(tx, workspaceId))).toEqual([]);
});

test("of two starts at once one reaches MoltFlow, the other is told so", async () => {
  const { workspaceId, number, tenantId } = await makeConnected(sandbox);
  await moveNumber(workspaceId, number.id, "stop", operator);
  sandbox.sandbox.faults.add({ kind: "latency", ms: 150, operation: "startSession", tenantId, rate: 1 });
  const start = () => moveNumber(workspaceId, number.id, "start", operator);
  const results = await Promise.allSettled([start(), start()]);
  const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(refused).toMatchObject([{ reason: "number.starting" }]);
  const starts = callsAt(sandbox, tenantId).filter(({ operation }) => operation === "startSession");
  expect(starts).toHaveLength(1);
});

test("a start that MoltFlow refuses leaves the number as it was", async () => {
  const { workspaceId, number } = await makeConnected(sandbox);
  await expect(moveNumber(workspaceId, number.id, "start", operator)).rejects.toMatchObject({
    code: "conflict",
    reason: "moltflow.bad_state",
  });
  expect((await readNumber(number.id)).status).toBe("working");
});

test("after a restart the status comes back without any webhook", async () => {
  const { workspaceId, number, tenantId } = await makeConnected(sandbox);
  sandbox.sandbox.faults.add({ kind: "webhook_drop", tenantId, rate: 1 });
  expect((await moveNumber(workspaceId, number.id, "restart", operator)).status).toBe("starting");
  await expect.poll(() => sessionAt(number.sessionId)?.status).toBe("working");
  const jobs = await takeJobs(workspaceId, refreshNumber.name);
  expect(jobs).toHaveLength(1);
  await refreshNumber.run(refreshNumber.payload.parse(jobs[0]?.payload));
  expect((await readNumber(number.id)).status).toBe("working");
  expect(await takeJobs(workspaceId, refreshNumber.name)).toEqual([]);
});

test("a status that cannot be read is looked for again, then left to events", async () => {
  const { workspaceId, number, tenantId } = await makeConnected(sandbox);
  await moveNumber(workspaceId, number.id, "restart", operator);
  sandbox.sandbox.faults.add({
    ...{ kind: "server_error", status: 500, rate: 1 },
    ...{ operation: "getSession", tenantId },
  });
  let looks = 0;
  for (let jobs = await takeJobs(workspaceId, refreshNumber.name); jobs.length > 0; looks += 1) {
    await refreshNumber.run(refreshNumber.payload.parse(jobs[0]?.payload));
    jobs = await takeJobs(workspaceId, refreshNumber.name);
  }
  expect(looks).toBe(3);
});

test("an event that is older than what is known loses; the same second counts as news", async () => {
  const { workspaceId, number } = await makeConnected(sandbox);
  const hear = (event: string, status: string, at: string) =>
    inTenant(workspaceId, (tx) =>
      applySessionEvent(tx, {
        ...{ workspaceId, sessionId: number.sessionId, phoneNumber: null },
        ...{ event, status, at: new Date(at) },
      }),
    );
  const statusAt = new Date("2030-01-01T10:00:05.400Z");
  await systemDb().update(numbers).set({ statusAt, status: "starting" }).where(eq(numbers.id, number.id));
  await hear("session.disconnected", "failed", "2030-01-01T10:00:04Z");
  expect((await readNumber(number.id)).status).toBe("starting");
  await hear("session.connected", "working", "2030-01-01T10:00:05Z");
  expect(await readNumber(number.id)).toMatchObject({ status: "working", statusAt });
  await hear("session.disconnected", "failed", "2030-01-01T10:00:09Z");
  await hear("session.connected", "working", "2030-01-01T10:00:07Z");
  expect((await readNumber(number.id)).status).toBe("failed");
});

test("an event of one workspace's session changes no other workspace's number", async () => {
  const { key, sessionId } = await makeTenant(sandbox);
  const access = { baseUrl: sandbox.url, key, actor: operator, allowAll: true };
  const [one, two] = [await makeWorkspace(), await makeWorkspace()];
  for (const { workspaceId } of [one, two]) await addConnection(workspaceId, access);
  const at = new Date(Date.now() + 60_000);
  const heard = { sessionId, event: "session.disconnected", status: "stopped", phoneNumber: null, at };
  await systemDb().transaction((tx) => applySessionEvent(tx, { workspaceId: one.workspaceId, ...heard }));
  const statuses = await Promise.all(
    [one, two].map(({ workspaceId }) => inTenant(workspaceId, (tx) => listNumbers(tx, workspaceId))),
  );
  expect(statuses.map(([number]) => number?.status)).toEqual(["stopped", "working"]);
});
