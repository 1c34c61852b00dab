import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, chatLabelSets, numbers } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { holdingSet } from "#server/labels/chat-sets.ts";
import { recheckChat } from "#server/labels/read-chat-job.ts";
import { setOnChat } from "#server/labels/set-on-chat.ts";
import { callsAt, operator } from "#tests/server/connections/fixtures.ts";
import { makeChat, makeWorkspace } from "#tests/support/factories.ts";
import { labelsAt, makeLabelDesk, marksOf, rowsOf, runChatJobs, syncLabels } from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(async () => {
  expect(sandbox.contractViolations).toEqual([]);
  await sandbox.close();
});

/** A desk whose chat carries nothing, and the ids of its two labels here. */
async function makeBare() {
  const desk = await makeLabelDesk(sandbox);
  desk.upstream.labelIds = [];
  await syncLabels(desk.workspaceId);
  const [first, second] = await rowsOf(desk.workspaceId);
  if (!first || !second) throw new Error("The sandbox seeds two labels at least.");
  const set = (change: { add?: string[]; remove?: string[] }) =>
    setOnChat(
      desk.workspaceId,
      { chat: desk.chat, addIds: change.add ?? [], removeIds: change.remove ?? [] },
      operator,
    );
  return { ...desk, first, second, set };
}

test("a label goes on a chat and off it, here and at MoltFlow, and the audit says which without saying whose", async () => {
  const { workspaceId, upstream, first, second, set } = await makeBare();
  expect(await set({ add: [first.id] })).toEqual([{ id: first.id, name: first.name, color: first.color }]);
  expect(upstream.labelIds).toEqual([first.upstreamId]);
  expect(await set({ add: [second.id], remove: [first.id] })).toMatchObject([{ id: second.id }]);
  expect(upstream.labelIds).toEqual([second.upstreamId]);
  expect(await marksOf(workspaceId)).toEqual([second.name]);
  const entries = (
    await systemDb().select().from(auditEntries).where(eq(auditEntries.workspaceId, workspaceId))
  ).filter(({ action }) => action === "chat.label");
  expect(entries.map(({ details }) => details)).toMatchObject([
    { added: [first.name], removed: [] },
    { added: [second.name], removed: [first.name] },
  ]);
  expect(JSON.stringify(entries)).not.toContain(upstream.jid.split("@")[0]);
});

test("two people who add different labels at once both win, over and over", async () => {
  const { upstream, workspaceId, first, second, set } = await makeBare();
  sandbox.sandbox.faults.add({ kind: "latency", ms: 30, rate: 0.5 });
  for (let round = 0; round < 5; round++) {
    await Promise.all([set({ add: [first.id] }), set({ add: [second.id] })]);
    expect([...upstream.labelIds].sort()).toEqual([first.upstreamId, second.upstreamId].sort());
    expect(await marksOf(workspaceId)).toEqual([first.name, second.name].sort());
    await Promise.all([set({ remove: [first.id] }), set({ remove: [second.id] })]);
    expect(upstream.labelIds).toEqual([]);
    expect(await marksOf(workspaceId)).toEqual([]);
  }
}, 60_000);

test("what somebody put on it in MoltFlow meanwhile stays, also a label that is not known here yet", async () => {
  const { workspaceId, tenantId, upstream, first, set } = await makeBare();
  const theirs = sandbox.sandbox.store.labels.add({
    ...{ id: newId(), tenantId, name: "Made there", color: "#AABBCC", description: null },
    ...{ synced: false, createdAtMs: sandbox.sandbox.clock.now() },
  });
  upstream.labelIds = [theirs.id];
  await set({ add: [first.id] });
  expect([...upstream.labelIds].sort()).toEqual([theirs.id, first.upstreamId].sort());
  expect(await marksOf(workspaceId)).toEqual(["Made there", first.name].sort());
});

test("asking for what is so already changes nothing at MoltFlow", async () => {
  const { tenantId, first, set } = await makeBare();
  await set({ add: [first.id] });
  const puts = () => callsAt(sandbox, tenantId).filter((call) => call.operation === "setChatLabels").length;
  const before = puts();
  await set({ add: [first.id] });
  expect(puts()).toBe(before);
});

describe("a contact whom another client's number of the account knows too", () => {
  /** MoltFlow takes an address for the first chat that has it: here the other client's, which carries the second label. */
  async function makeShared() {
    const desk = await makeBare();
    const { workspaceId, tenantId, connection, upstream, second } = desk;
    const { store } = sandbox.sandbox;
    const sessionId = newId();
    store.chats.delete(upstream.id);
    const theirs = store.chats.add({ ...upstream, id: newId(), sessionId, labelIds: [second.upstreamId] });
    store.chats.add(upstream);
    await systemDb()
      .insert(numbers)
      .values({
        ...{ workspaceId, id: newId(), connectionId: connection.id, sessionId, name: "Rival" },
        ...{ status: "working", statusAt: new Date() },
      });
    const tenant = store.tenants.get(tenantId);
    if (!tenant) throw new Error("The tenant is gone.");
    return { ...desk, theirs, settings: tenant.settings };
  }

  test("only ours is read and labelled", async () => {
    const { workspaceId, chat, upstream, theirs, first, second, set } = await makeShared();
    expect(await recheckChat(workspaceId, chat, operator)).toEqual([]);
    expect(await set({ add: [first.id] })).toMatchObject([{ id: first.id }]);
    expect(await set({ remove: [second.id] })).toMatchObject([{ id: first.id }]);
    expect(upstream.labelIds).toEqual([first.upstreamId]);
    expect(theirs.labelIds).toEqual([second.upstreamId]);
  });

  test("where MoltFlow does not tell which is ours, neither is", async () => {
    const { chat, workspaceId, upstream, theirs, settings, first, second, set } = await makeShared();
    settings.chatHistoryAccessEnabled = false;
    const refused = { reason: "moltflow.forbidden_history" };
    await expect(set({ add: [first.id] })).rejects.toMatchObject(refused);
    await expect(recheckChat(workspaceId, chat, operator)).rejects.toMatchObject(refused);
    expect([upstream.labelIds, theirs.labelIds]).toEqual([[], [second.upstreamId]]);
    expect(await marksOf(workspaceId)).toEqual([]);
  });
});

describe("refused, with nothing half-done", () => {
  test("a chat, or a label, of another workspace", async () => {
    const ours = await makeBare();
    const theirs = await makeBare();
    const calls = callsAt(sandbox, ours.tenantId).length;
    await expect(
      setOnChat(ours.workspaceId, { chat: theirs.chat, addIds: [ours.first.id], removeIds: [] }, operator),
    ).rejects.toMatchObject({ reason: "chat.not_found" });
    await expect(ours.set({ add: [theirs.first.id] })).rejects.toMatchObject({ reason: "label.not_found" });
    await expect(ours.set({ add: [ours.first.id, newId()] })).rejects.toMatchObject({
      reason: "label.not_found",
    });
    expect(callsAt(sandbox, ours.tenantId).length).toBe(calls);
  });

  test("by a member to whom the chat is not there: not their number, or not theirs", async () => {
    const { workspaceId, ownerId, chat, first } = await makeBare();
    const input = { chat, addIds: [first.id], removeIds: [] };
    for (const restriction of [
      { onlyNumbers: [newId()], assignedTo: null },
      { onlyNumbers: null, assignedTo: ownerId },
    ]) {
      await expect(setOnChat({ workspaceId, ...restriction }, input, operator)).rejects.toMatchObject({
        reason: "chat.not_found",
      });
    }
    expect(await marksOf(workspaceId)).toEqual([]);
  });

  test("MoltFlow does not know the chat", async () => {
    const { workspaceId, sessionId, first } = await makeBare();
    const chat = await makeChat(workspaceId, { sessionId, chatId: "15559998877@c.us" });
    await expect(
      setOnChat(workspaceId, { chat, addIds: [first.id], removeIds: [] }, operator),
    ).rejects.toMatchObject({ reason: "label.chat_unknown" });
  });

  test("the key may not", async () => {
    const { workspaceId, tenantId, upstream, first, set } = await makeBare();
    sandbox.sandbox.faults.add({
      ...{ kind: "forbidden", reason: "scope", rate: 1, tenantId, operation: "setChatLabels" },
    });
    await expect(set({ add: [first.id] })).rejects.toMatchObject({ reason: "moltflow.forbidden_scope" });
    expect(upstream.labelIds).toEqual([]);
    expect(await marksOf(workspaceId)).toEqual([]);
    sandbox.sandbox.faults.clear();
    await set({ add: [first.id] });
  });
});

test("a change that MoltFlow did not confirm is read again, and shown if it was done", async () => {
  const { workspaceId, tenantId, first, set } = await makeBare();
  sandbox.sandbox.faults.add({
    ...{ kind: "timeout_after_work", closeConnection: true, rate: 1, times: 1 },
    ...{ tenantId, operation: "setChatLabels" },
  });
  await expect(set({ add: [first.id] })).rejects.toMatchObject({ reason: "label.unsure" });
  expect(await marksOf(workspaceId)).toEqual([]);
  expect(await runChatJobs(workspaceId)).toBe(1);
  expect(await marksOf(workspaceId)).toEqual([first.name]);
});

test("somebody who looks again sees what was changed in MoltFlow", async () => {
  const { workspaceId, chat, upstream, first } = await makeBare();
  upstream.labelIds = [first.upstreamId];
  expect(await recheckChat(workspaceId, chat, operator)).toMatchObject([{ id: first.id }]);
});

describe("whose turn it is", () => {
  test("who waits too long is told to try again; a lease of a process that died runs out", async () => {
    const { workspaceId, chat } = await makeBare();
    const key = { workspaceId, chat };
    const { promise: end, resolve } = Promise.withResolvers<void>();
    const first = holdingSet(key, () => end);
    await expect
      .poll(() => holdingSet(key, async () => "mine", 0).catch((e) => e.reason))
      .toBe("label.chat_busy");
    // As if its process had died two minutes ago; then it comes back to life, and takes nothing from whoever is next.
    await systemDb()
      .update(chatLabelSets)
      .set({ heldUntil: new Date(Date.now() - 1_000) })
      .where(eq(chatLabelSets.chat, chat));
    await holdingSet(
      key,
      async () => {
        resolve();
        await first;
        await expect(holdingSet(key, async () => "mine", 0)).rejects.toMatchObject({
          reason: "label.chat_busy",
        });
      },
      0,
    );
    expect(await holdingSet(key, async () => "mine", 0)).toBe("mine");
  });

  test("another workspace's chats are not held up", async () => {
    const ours = await makeBare();
    const { workspaceId } = await makeWorkspace();
    await expect(holdingSet({ workspaceId, chat: ours.chat }, async () => "mine", 0)).rejects.toThrow();
    expect(labelsAt(sandbox, ours.tenantId).length).toBeGreaterThan(1);
  });
});
