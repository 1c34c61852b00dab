import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { addConnection, disconnect } from "#server/connections/index.ts";
import { newId } from "#server/core/ids.ts";
import { createLabel } from "#server/labels/create-label.ts";
import { syncLabelsJob } from "#server/labels/jobs.ts";
import { listLabels } from "#server/labels/reads.ts";
import { saveCarriers } from "#server/labels/save-carriers.ts";
import { setOnChat } from "#server/labels/set-on-chat.ts";
import { startSync } from "#server/labels/sync-state.ts";
import { callsAt, makeTenant, operator } from "#tests/server/connections/fixtures.ts";
import { takeJobs } from "#tests/server/inbox/fixtures.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import {
  knowChat,
  labelsAt,
  makeLabelDesk,
  marksOf,
  rowsOf,
  runSyncJobs,
  syncLabels,
  syncRow,
} from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(async () => {
  expect(sandbox.contractViolations).toEqual([]);
  await sandbox.close();
});

const listIn = (workspaceId: string) => inTenant(workspaceId, (tx) => listLabels(tx, workspaceId));

/** Takes every label off every chat of the tenant, so that a test says itself what carries what. */
function strip(tenantId: string): void {
  for (const chat of sandbox.sandbox.store.chats.of(tenantId)) chat.labelIds = [];
}

test("labels and the chats that carry them are read, one call a step, and colours are in one form", async () => {
  const { workspaceId, tenantId, upstream } = await makeLabelDesk(sandbox);
  strip(tenantId);
  const [first] = labelsAt(sandbox, tenantId);
  upstream.labelIds = [first?.id ?? ""];
  expect((await listIn(workspaceId)).sync.state).toBe("never");
  const before = callsAt(sandbox, tenantId).length;
  const steps = await syncLabels(workspaceId);
  expect(callsAt(sandbox, tenantId).length - before).toBe(steps);
  expect(steps).toBe(2);
  const { labels, sync, numbers: known } = await listIn(workspaceId);
  expect(labels.map(({ name }) => name).sort()).toEqual(
    labelsAt(sandbox, tenantId)
      .map(({ name }) => name)
      .sort(),
  );
  expect(labels.find(({ name }) => name === first?.name)).toMatchObject({
    ...{ chats: 1, color: first?.color.toLowerCase() },
  });
  expect(sync).toMatchObject({ state: "done", labelsDone: 1, labelsTotal: 1, failure: null });
  expect(known).toMatchObject([{ name: "Front desk", isBusiness: true }]);
});

test("chats of numbers that are not this workspace's never come in, though the key reads them", async () => {
  const ours = await makeLabelDesk(sandbox);
  strip(ours.tenantId);
  const [label] = labelsAt(sandbox, ours.tenantId);
  const labelId = label?.id ?? "";
  ours.upstream.labelIds = [labelId];
  // A number of the same account that is another client's, with the same contact.
  const { sandbox: inside } = sandbox;
  const foreign = inside.store.chats.add({
    ...ours.upstream,
    id: newId(),
    sessionId: newId(),
    labelIds: [labelId],
  });
  const unknown = inside.store.chats.add({
    ...{ ...ours.upstream, id: newId(), jid: "15550001111@c.us", labelIds: [labelId] },
  });
  await syncLabels(ours.workspaceId);
  expect(await marksOf(ours.workspaceId)).toEqual([label?.name]);

  // Taken from the allowlist, its chat carries nothing any more at the next sync.
  await systemDb().update(numbers).set({ allowed: false }).where(eq(numbers.workspaceId, ours.workspaceId));
  await syncLabels(ours.workspaceId);
  expect(await marksOf(ours.workspaceId)).toEqual([]);
  inside.store.chats.delete(foreign.id);
  inside.store.chats.delete(unknown.id);
});

test("a chat that could be of any number is nobody's", async () => {
  const { workspaceId, connection, upstream, tenantId } = await makeLabelDesk(sandbox);
  strip(tenantId);
  await syncLabels(workspaceId);
  const [row] = await rowsOf(workspaceId);
  const told = [{ sessionId: null, waChatId: upstream.jid }] as never;
  const place = { workspaceId, connectionId: connection.id, labelId: row?.id ?? "" };
  await inTenant(workspaceId, (tx) => saveCarriers(tx, place, told, new Date()));
  expect(await marksOf(workspaceId)).toEqual([]);
});

test("what was deleted, renamed and taken off at MoltFlow follows", async () => {
  const { workspaceId, tenantId, upstream } = await makeLabelDesk(sandbox);
  strip(tenantId);
  const [first, second] = labelsAt(sandbox, tenantId);
  if (!first || !second) throw new Error("The sandbox seeds two labels at least.");
  upstream.labelIds = [first.id, second.id];
  await syncLabels(workspaceId);
  expect(await marksOf(workspaceId)).toHaveLength(2);
  const known = (await rowsOf(workspaceId)).find(({ upstreamId }) => upstreamId === first.id);
  first.name = "Renamed";
  first.color = "#FFFFFF";
  upstream.labelIds = [];
  sandbox.sandbox.store.labels.delete(second.id);
  await syncLabels(workspaceId);
  expect(await marksOf(workspaceId)).toEqual([]);
  const rows = await rowsOf(workspaceId);
  expect(rows.some(({ upstreamId }) => upstreamId === second.id)).toBe(false);
  expect(rows.find(({ id }) => id === known?.id)).toMatchObject({ name: "Renamed", color: "#ffffff" });
});

test("what is changed here while a sync runs is newer than what the sync has read", async () => {
  const desk = await makeLabelDesk(sandbox);
  const { workspaceId, tenantId, upstream, chat, connection } = desk;
  strip(tenantId);
  await syncLabels(workspaceId);
  const [row] = await rowsOf(workspaceId);
  if (!row) throw new Error("There is no label.");
  const readAt = new Date(Date.now() - 1_000);
  const place = { workspaceId, connectionId: connection.id, labelId: row.id };
  await setOnChat(workspaceId, { chat, addIds: [row.id], removeIds: [] }, operator);
  await inTenant(workspaceId, (tx) => saveCarriers(tx, place, [], readAt));
  expect(await marksOf(workspaceId)).toEqual([row.name]);
  await setOnChat(workspaceId, { chat, addIds: [], removeIds: [row.id] }, operator);
  const told = [{ sessionId: desk.sessionId, waChatId: upstream.jid }] as never;
  await inTenant(workspaceId, (tx) => saveCarriers(tx, place, told, readAt));
  expect(await marksOf(workspaceId)).toEqual([]);

  const made = await createLabel(workspaceId, { name: "New", color: "#123456" }, operator);
  sandbox.sandbox.store.labels.delete(row.upstreamId);
  await syncLabels(workspaceId);
  expect((await rowsOf(workspaceId)).map(({ id }) => id)).toContain(made.id);
});

describe("when it runs", () => {
  test("many who look at once start one; looking again soon starts none; the button does", async () => {
    const { workspaceId } = await makeLabelDesk(sandbox);
    const start = (force: boolean) => inTenant(workspaceId, (tx) => startSync(tx, workspaceId, { force }));
    const started = await Promise.all([1, 2, 3, 4].map(() => start(false)));
    expect(started.filter(Boolean)).toHaveLength(1);
    expect(await start(true)).toBe(false);
    await runSyncJobs(workspaceId);
    expect(await start(false)).toBe(false);
    expect(await start(true)).toBe(true);
  });

  test("nowhere to read from: nothing starts", async () => {
    const { workspaceId } = await makeWorkspace();
    expect(await inTenant(workspaceId, (tx) => startSync(tx, workspaceId, { force: true }))).toBe(false);
    expect((await listIn(workspaceId)).labels).toEqual([]);
  });

  test("a refusal ends it with its cause, and what was read stays", async () => {
    const { workspaceId, tenantId } = await makeLabelDesk(sandbox);
    await syncLabels(workspaceId);
    const had = (await rowsOf(workspaceId)).length;
    sandbox.sandbox.faults.add({ kind: "forbidden", reason: "scope", rate: 1, tenantId });
    await syncLabels(workspaceId);
    expect(await listIn(workspaceId)).toMatchObject({
      sync: { state: "failed", failure: "moltflow.forbidden_scope", finishedAt: expect.any(String) },
    });
    expect((await rowsOf(workspaceId)).length).toBe(had);
  });

  test("a budget without room makes it wait, and says until when", async () => {
    const { workspaceId, tenantId } = await makeLabelDesk(sandbox);
    sandbox.sandbox.faults.add({
      ...{ kind: "rate_limited", withHeaders: true, remaining: 0, resetAfterMs: 20_000, rate: 1, times: 3 },
      ...{ tenantId, operation: "listLabels" },
    });
    await inTenant(workspaceId, (tx) => startSync(tx, workspaceId));
    const [job] = await takeJobs(workspaceId, syncLabelsJob.name);
    await syncLabelsJob.run(syncLabelsJob.payload.parse(job?.payload));
    const { state, waitsUntil } = await syncRow(workspaceId);
    expect(state).toBe("running");
    expect(waitsUntil?.getTime()).toBeGreaterThan(Date.now());
    const [again] = await takeJobs(workspaceId, syncLabelsJob.name);
    expect(again?.runAt.getTime()).toBe(waitsUntil?.getTime());
  }, 30_000);

  test("a step of an earlier run, or of an earlier connection, does nothing", async () => {
    const { workspaceId, tenantId } = await makeLabelDesk(sandbox);
    await inTenant(workspaceId, (tx) => startSync(tx, workspaceId));
    const [job] = await takeJobs(workspaceId, syncLabelsJob.name);
    const stale = syncLabelsJob.payload.parse({ ...(job?.payload as object), run: newId() });
    const calls = callsAt(sandbox, tenantId).length;
    await syncLabelsJob.run(stale);
    expect(callsAt(sandbox, tenantId).length).toBe(calls);
  });

  test("another account's labels take the place of the earlier one's", async () => {
    const desk = await makeLabelDesk(sandbox);
    await syncLabels(desk.workspaceId);
    await disconnect(desk.workspaceId, operator);
    expect((await listIn(desk.workspaceId)).labels).toEqual([]);
    const { key } = await makeTenant(sandbox);
    const access = { baseUrl: sandbox.url, key, actor: operator, allowAll: true };
    await addConnection(desk.workspaceId, access);
    await syncLabels(desk.workspaceId);
    const rows = await rowsOf(desk.workspaceId);
    expect(new Set(rows.map(({ connectionId }) => connectionId)).size).toBe(1);
  });
});

test("a restricted member counts only chats that they may see", async () => {
  const desk = await makeLabelDesk(sandbox);
  const { workspaceId, tenantId, ownerId, upstream } = desk;
  strip(tenantId);
  const [label] = labelsAt(sandbox, tenantId);
  upstream.labelIds = [label?.id ?? ""];
  const other = await knowChat(sandbox, desk, 1);
  other.chat.labelIds = [label?.id ?? ""];
  await syncLabels(workspaceId);
  const countIn = async (sight: { onlyNumbers: string[] | null; assignedTo: string | null }) => {
    const place = { workspaceId, ...sight };
    const { labels, numbers: known } = await inTenant(place, (tx) => listLabels(tx, place));
    return { chats: labels.find(({ name }) => name === label?.name)?.chats, numbers: known.length };
  };
  expect(await countIn({ onlyNumbers: null, assignedTo: null })).toEqual({ chats: 2, numbers: 1 });
  expect(await countIn({ onlyNumbers: [newId()], assignedTo: null })).toEqual({ chats: 0, numbers: 0 });
  expect(await countIn({ onlyNumbers: null, assignedTo: ownerId })).toMatchObject({ chats: 0 });
});
