import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { inTenant } from "#db/tenant.ts";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { scanCode } from "#sandbox/moltflow/engine/sessions.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { chooseNumbers, disconnect } from "#server/connections/index.ts";
import { applySessionEvent } from "#server/numbers/index.ts";
import { pairNumber as pairNumberJob } from "#server/numbers/jobs.ts";
import { moveNumber } from "#server/numbers/move-number.ts";
import { newestPairing } from "#server/numbers/reads.ts";
import { cancelPairing, startPairing } from "#server/numbers/start-pairing.ts";
import { callsAt, operator } from "#tests/server/connections/fixtures.ts";
import { startNewMinute } from "#tests/support/budget.ts";
import { makeUnpaired, passTime, readNumber, readPairing, runPairingStep } from "./fixtures.ts";

const clock = manualClock(Date.UTC(2026, 10, 1, 9, 0, 0));
let sandbox: RunningSandbox;

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: clock.now() });
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true, clock });
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(async () => {
  expect(sandbox.contractViolations).toEqual([]);
  await sandbox.close();
  vi.useRealTimers();
});

type Desk = Awaited<ReturnType<typeof makeUnpaired>>;

const open = ({ workspaceId, unpaired }: Desk) => startPairing(workspaceId, unpaired.id, operator);

/** Calls that were made for the unpaired number, as `operation`. */
const callsOf = ({ tenantId, unpaired }: Desk) =>
  callsAt(sandbox, tenantId).filter(({ path }) => path.includes(unpaired.sessionId));
const operationsOf = (desk: Desk) => callsOf(desk).map(({ operation }) => operation);
const countStarts = (desk: Desk) => operationsOf(desk).filter((name) => name === "startSession").length;

async function stepUntil(desk: Desk, isReached: () => Promise<boolean>): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (await isReached()) return;
    if (!(await runPairingStep(desk, clock))) throw new Error("The pairing has no next step.");
  }
  throw new Error("The pairing takes too many steps.");
}

const hasCode = (id: string) => async () => (await readPairing(id)).qrPng !== null;
const hasEnded = (id: string) => async () => (await readPairing(id)).endedAt !== null;

async function scan(desk: Desk): Promise<void> {
  const session = sandbox.sandbox.store.sessions.get(desk.unpaired.sessionId);
  if (!session) throw new Error("The session is gone.");
  scanCode(sandbox.sandbox, session, "15550001111");
}

test("clicks at once are one pairing with one start in flight", async () => {
  const desk = await makeUnpaired(sandbox);
  const views = await Promise.all([open(desk), open(desk), open(desk)]);
  expect(new Set(views.map(({ id }) => id)).size).toBe(1);
  const [pairing] = views;
  await stepUntil(desk, hasCode(pairing.id));
  expect((await open(desk)).id).toBe(pairing.id);
  expect(countStarts(desk)).toBe(1);
});

test("a code that nobody scans renews, costs at most four calls in any minute, and expires by itself", async () => {
  const desk = await makeUnpaired(sandbox);
  const { id } = await open(desk);
  const codes = new Set<string>();
  await stepUntil(desk, async () => {
    const { qrPng, endedAt } = await readPairing(id);
    if (qrPng) codes.add(qrPng);
    return endedAt !== null;
  });
  expect(await readPairing(id)).toMatchObject({ state: "expired", failure: null, qrPng: null });
  expect(await runPairingStep(desk, clock)).toBe(false);
  expect(codes.size).toBeGreaterThanOrEqual(5);
  expect((await readNumber(desk.unpaired.id)).status).toBe("failed");
  const times = callsOf(desk).map(({ atMs }) => atMs);
  for (const from of times) {
    expect(times.filter((atMs) => atMs >= from && atMs <= from + 60_000).length).toBeLessThanOrEqual(4);
  }
});

test("a scan is noticed without any webhook: the number works, with its phone, and the code is gone", async () => {
  const desk = await makeUnpaired(sandbox);
  const { id } = await open(desk);
  await stepUntil(desk, hasCode(id));
  expect(await readPairing(id)).toMatchObject({ state: "waiting_for_scan" });
  await scan(desk);
  await stepUntil(desk, hasEnded(id));
  expect(await readPairing(id)).toMatchObject({ state: "connected", qrPng: null, failure: null });
  expect(await readNumber(desk.unpaired.id)).toMatchObject({
    status: "working",
    phoneNumber: "+15550001111",
  });
});

test("session.connected ends the pairing at once, and no further call is made", async () => {
  const desk = await makeUnpaired(sandbox);
  const { workspaceId, unpaired } = desk;
  const { id } = await open(desk);
  await stepUntil(desk, hasCode(id));
  const event = { event: "session.connected", status: "working", phoneNumber: "+15550002222" };
  const at = new Date(Math.floor(clock.now() / 1000) * 1000);
  await inTenant(workspaceId, (tx) =>
    applySessionEvent(tx, { workspaceId, sessionId: unpaired.sessionId, ...event, at }),
  );
  expect(await readPairing(id)).toMatchObject({ state: "connected", qrPng: null });
  expect(await readNumber(unpaired.id)).toMatchObject({ status: "working", phoneNumber: "+15550002222" });
  const before = callsOf(desk).length;
  await runPairingStep(desk, clock);
  expect(callsOf(desk)).toHaveLength(before);
});

test("a job that died after its start and runs again looks instead of starting again", async () => {
  const desk = await makeUnpaired(sandbox);
  const { id } = await open(desk);
  await runPairingStep(desk, clock);
  await pairNumberJob.run({ workspaceId: desk.workspaceId, pairingId: id, call: "start" });
  await pairNumberJob.run({ workspaceId: desk.workspaceId, pairingId: id, call: "start" });
  expect(operationsOf(desk)).toEqual(["startSession", "getSession", "getSession"]);
});

test("a start whose answer is lost is not repeated; the code appears all the same", async () => {
  const desk = await makeUnpaired(sandbox);
  const { id } = await open(desk);
  sandbox.sandbox.faults.add({
    ...{ kind: "timeout_after_work", closeConnection: true, rate: 1, times: 1 },
    ...{ operation: "startSession", tenantId: desk.tenantId },
  });
  await stepUntil(desk, hasCode(id));
  expect(countStarts(desk)).toBe(1);
});

test("past MoltFlow's rate limit the pairing waits for the reset, then goes on", async () => {
  const desk = await makeUnpaired(sandbox);
  const { id } = await open(desk);
  const limit = {
    ...{ kind: "rate_limited" as const, withHeaders: true, remaining: 0, resetAfterMs: 30_000 },
    ...{ rate: 1, times: 1 },
  };
  sandbox.sandbox.faults.add({ ...limit, operation: "startSession", tenantId: desk.tenantId });
  await runPairingStep(desk, clock);
  const { endedAt, nextFetchAt } = await readPairing(id);
  expect(endedAt).toBeNull();
  expect(nextFetchAt?.getTime()).toBeGreaterThan(clock.now());
  // The account's pause goes by the database's clock, which does not follow the test's.
  await startNewMinute(desk.connection.id);
  await stepUntil(desk, hasCode(id));
  expect(callsOf(desk).filter(({ operation }) => operation === "startSession")).toMatchObject([
    { status: 429 },
    { status: 200 },
  ]);
});

test("while MoltFlow fails, a pairing costs no more calls than while it works", async () => {
  const desk = await makeUnpaired(sandbox);
  const { id } = await open(desk);
  const failing = { kind: "server_error", status: 503, rate: 1 } as const;
  sandbox.sandbox.faults.add({ ...failing, operation: "getSessionQr", tenantId: desk.tenantId });
  await stepUntil(desk, hasEnded(id));
  const times = callsOf(desk).map(({ atMs }) => atMs);
  expect(times.length).toBeGreaterThan(4);
  for (const time of times) {
    expect(times.filter((other) => other >= time && other < time + 60_000).length).toBeLessThanOrEqual(4);
  }
});

test("a refused key ends the pairing with its cause", async () => {
  const desk = await makeUnpaired(sandbox);
  const { id } = await open(desk);
  for (const key of sandbox.sandbox.store.apiKeys.of(desk.tenantId)) key.isActive = false;
  await stepUntil(desk, hasEnded(id));
  expect(await readPairing(id)).toMatchObject({ state: "failed", failure: "unauthorized" });
});

test("somebody who stops the number, takes it off the allowlist or disconnects ends its pairing", async () => {
  const ends = {
    stopped: (desk: Desk) => moveNumber(desk.workspaceId, desk.unpaired.id, "logout", operator),
    disconnected: (desk: Desk) => disconnect(desk.workspaceId, operator),
    not_allowed: (desk: Desk) => chooseNumbers(desk.workspaceId, [], operator),
  };
  for (const [failure, end] of Object.entries(ends)) {
    const desk = await makeUnpaired(sandbox);
    const { id } = await open(desk);
    await stepUntil(desk, hasCode(id));
    await end(desk);
    await runPairingStep(desk, clock);
    expect(await readPairing(id)).toMatchObject({ state: "failed", failure, qrPng: null });
  }
});

test("after a cancel the next pairing shows the code that is still open, without another start", async () => {
  const desk = await makeUnpaired(sandbox);
  const { workspaceId, unpaired } = desk;
  const first = await open(desk);
  await stepUntil(desk, hasCode(first.id));
  expect(await cancelPairing(workspaceId, unpaired.id, operator)).toMatchObject({
    ...{ id: first.id, state: "expired", failure: "cancelled", qrPng: null },
  });
  const before = callsOf(desk).length;
  await runPairingStep(desk, clock);
  expect(callsOf(desk)).toHaveLength(before);
  const second = await open(desk);
  expect(second.id).not.toBe(first.id);
  await stepUntil(desk, hasCode(second.id));
  expect(countStarts(desk)).toBe(1);
  const newest = await inTenant(workspaceId, (tx) => newestPairing(tx, workspaceId, unpaired.id));
  expect(newest?.id).toBe(second.id);
});

test("after an expiry a new pairing starts the number again", async () => {
  const desk = await makeUnpaired(sandbox);
  const first = await open(desk);
  await stepUntil(desk, hasEnded(first.id));
  const second = await open(desk);
  await stepUntil(desk, hasCode(second.id));
  expect(countStarts(desk)).toBe(2);
});

test("a pairing whose worker died is taken up again, and one that is too old is replaced", async () => {
  const desk = await makeUnpaired(sandbox);
  const first = await open(desk);
  await runPairingStep(desk, clock);
  await passTime(clock, 90_000);
  expect((await open(desk)).id).toBe(first.id);
  await passTime(clock, 120_000);
  expect((await open(desk)).id).not.toBe(first.id);
  expect(await readPairing(first.id)).toMatchObject({ state: "expired", failure: "timed_out" });
});

test("a working number is not paired a second time", async () => {
  const desk = await makeUnpaired(sandbox);
  await expect(startPairing(desk.workspaceId, desk.number.id, operator)).rejects.toMatchObject({
    reason: "number.already_paired",
  });
});

test("a number that is being paired is not started beside it", async () => {
  const desk = await makeUnpaired(sandbox);
  await open(desk);
  await expect(moveNumber(desk.workspaceId, desk.unpaired.id, "start", operator)).rejects.toMatchObject({
    reason: "number.pairing",
  });
  expect(countStarts(desk)).toBe(0);
});
