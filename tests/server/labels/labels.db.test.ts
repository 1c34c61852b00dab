import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { changeLabel } from "#server/labels/change-label.ts";
import { createLabel } from "#server/labels/create-label.ts";
import { deleteLabel } from "#server/labels/delete-label.ts";
import { getLabel } from "#server/labels/get-label.ts";
import { listLabels } from "#server/labels/reads.ts";
import { setOnChat } from "#server/labels/set-on-chat.ts";
import { checkBusiness, importLabels, pushLabel } from "#server/labels/whatsapp.ts";
import { callsAt, operator } from "#tests/server/connections/fixtures.ts";
import { callerOf } from "#tests/support/callers.ts";
import { labelsAt, makeLabelDesk, marksOf, runSyncJobs, syncLabels } from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(async () => {
  expect(sandbox.contractViolations).toEqual([]);
  await sandbox.close();
});

const wish = { name: "VIP", color: "#ff6b35" };
const listIn = async (workspaceId: string) =>
  (await inTenant(workspaceId, (tx) => listLabels(tx, workspaceId))).labels;
const calls = (tenantId: string) => callsAt(sandbox, tenantId).length;

/** A desk with a label of its own, as both sides have it. */
async function makeWithLabel() {
  const desk = await makeLabelDesk(sandbox);
  const label = await createLabel(desk.workspaceId, wish, operator);
  const upstreamLabel = labelsAt(sandbox, desk.tenantId).find(({ name }) => name === wish.name);
  if (!upstreamLabel) throw new Error("The label did not arrive.");
  const session = sandbox.sandbox.store.sessions.get(desk.sessionId);
  if (!session) throw new Error("The session is gone.");
  return { ...desk, label, upstreamLabel, session };
}

test("one is made, read, changed and deleted on both sides, each in the audit", async () => {
  const { workspaceId, tenantId, label, upstreamLabel } = await makeWithLabel();
  expect(label).toMatchObject({ ...wish, chats: 0, synced: "no", description: null });
  const change = { labelId: label.id, name: "Very VIP", description: "Pays well", seen: wish };
  expect(await changeLabel(workspaceId, change, operator)).toMatchObject({
    name: "Very VIP",
    color: wish.color,
  });
  expect(upstreamLabel).toMatchObject({ name: "Very VIP", description: "Pays well" });
  const emptied = { labelId: label.id, description: null, seen: { ...wish, name: "Very VIP" } };
  expect(await changeLabel(workspaceId, emptied, operator)).toMatchObject({ description: null });
  expect(await getLabel(workspaceId, label.id, operator)).toMatchObject({ name: "Very VIP" });
  await deleteLabel(workspaceId, label.id, operator);
  expect(labelsAt(sandbox, tenantId).some(({ id }) => id === upstreamLabel.id)).toBe(false);
  expect((await listIn(workspaceId)).some(({ id }) => id === label.id)).toBe(false);
  const entries = await systemDb()
    .select({ action: auditEntries.action })
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), eq(auditEntries.target, label.id)));
  expect(entries.map(({ action }) => action)).toEqual([
    ...["label.create", "label.change", "label.change", "label.delete"],
  ]);
});

test("with a label its marks go, and the audit says how many", async () => {
  const { workspaceId, chat, label, upstream } = await makeWithLabel();
  await setOnChat(workspaceId, { chat, addIds: [label.id], removeIds: [] }, operator);
  expect((await listIn(workspaceId)).find(({ id }) => id === label.id)?.chats).toBe(1);
  await deleteLabel(workspaceId, label.id, operator);
  expect(await marksOf(workspaceId)).not.toContain(wish.name);
  expect(upstream.labelIds).not.toContain(label.id);
  const [entry] = await systemDb()
    .select({ details: auditEntries.details })
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), eq(auditEntries.action, "label.delete")));
  expect(entry?.details).toMatchObject({ name: wish.name, chats: 1 });
});

describe("two people at once", () => {
  test("a change on top of somebody else's is refused, and shows theirs", async () => {
    const { workspaceId, label, upstreamLabel } = await makeWithLabel();
    upstreamLabel.name = "Gold";
    const change = { labelId: label.id, color: "#000000", seen: wish };
    await expect(changeLabel(workspaceId, change, operator)).rejects.toMatchObject({
      reason: "label.changed_meanwhile",
      params: { name: "Gold", color: wish.color },
    });
    expect(upstreamLabel.color.toLowerCase()).toBe(wish.color);
    expect((await listIn(workspaceId)).find(({ id }) => id === label.id)).toMatchObject({ name: "Gold" });
  });

  test("a name that is taken, in whatever case", async () => {
    const { workspaceId, tenantId, label } = await makeWithLabel();
    const before = calls(tenantId);
    await expect(createLabel(workspaceId, { ...wish, name: "vip" }, operator)).rejects.toMatchObject({
      reason: "label.name_taken",
    });
    expect(calls(tenantId)).toBe(before);
    // Its own name in another case is its own.
    await changeLabel(workspaceId, { labelId: label.id, name: "Vip", seen: wish }, operator);
  });

  test("one that was deleted at MoltFlow meanwhile goes here too, whatever was to be done with it", async () => {
    for (const act of ["change", "get", "delete"] as const) {
      const { workspaceId, label, upstreamLabel } = await makeWithLabel();
      sandbox.sandbox.store.labels.delete(upstreamLabel.id);
      const acts = {
        change: () => changeLabel(workspaceId, { labelId: label.id, name: "X", seen: wish }, operator),
        get: () => getLabel(workspaceId, label.id, operator),
        delete: () => deleteLabel(workspaceId, label.id, operator),
      };
      await expect(acts[act]()).rejects.toMatchObject({ reason: "label.not_found" });
      expect((await listIn(workspaceId)).some(({ id }) => id === label.id)).toBe(false);
    }
  });
});

test("a label that was made without an answer appears by itself", async () => {
  const { workspaceId, tenantId } = await makeLabelDesk(sandbox);
  sandbox.sandbox.faults.add({
    ...{ kind: "timeout_after_work", closeConnection: true, rate: 1, times: 1 },
    ...{ tenantId, operation: "createLabel" },
  });
  await expect(createLabel(workspaceId, wish, operator)).rejects.toMatchObject({
    reason: "moltflow.network",
  });
  await runSyncJobs(workspaceId);
  expect((await listIn(workspaceId)).map(({ name }) => name)).toContain(wish.name);
});

test("an import that was not confirmed is in the labels that are read again", async () => {
  const { workspaceId, tenantId, number, session } = await makeWithLabel();
  session.waLabels = [{ name: "Only on the phone", color: "#0000FF" }];
  sandbox.sandbox.faults.add({
    ...{ kind: "timeout_after_work", closeConnection: true, rate: 1, times: 1 },
    ...{ tenantId, operation: "importLabels" },
  });
  await expect(importLabels(workspaceId, number.id, operator)).rejects.toMatchObject({
    reason: "moltflow.network",
  });
  await runSyncJobs(workspaceId);
  expect((await listIn(workspaceId)).map(({ name }) => name)).toContain("Only on the phone");
});

test("a push that finds nothing takes no label from anybody: it may be the number that is gone", async () => {
  const { workspaceId, tenantId, chat, number, label } = await makeWithLabel();
  await setOnChat(workspaceId, { chat, addIds: [label.id], removeIds: [] }, operator);
  const marks = await marksOf(workspaceId);
  sandbox.sandbox.store.labels.delete(
    labelsAt(sandbox, tenantId).find(({ name }) => name === wish.name)?.id ?? "",
  );
  await expect(
    pushLabel(workspaceId, { labelId: label.id, numberId: number.id }, operator),
  ).rejects.toMatchObject({ reason: "moltflow.not_found" });
  expect(await marksOf(workspaceId)).toEqual(marks);
  // It is the label after all.
  await runSyncJobs(workspaceId);
  expect((await listIn(workspaceId)).some(({ id }) => id === label.id)).toBe(false);
});

describe("to WhatsApp and back", () => {
  test("a label is brought to a number; changed here since, it says what stands there", async () => {
    const { workspaceId, number, label, session } = await makeWithLabel();
    const there = { labelId: label.id, numberId: number.id };
    const pushed = await pushLabel(workspaceId, there, operator);
    expect(pushed).toMatchObject({
      synced: "yes",
      onNumbers: [{ numberId: number.id, way: "to_whatsapp", behind: null }],
    });
    expect(session.waLabels.find(({ name }) => name === wish.name)).toBeDefined();
    const changed = await changeLabel(
      workspaceId,
      { labelId: label.id, color: "#000000", seen: wish },
      operator,
    );
    expect(changed).toMatchObject({ synced: "changed_here", onNumbers: [{ behind: wish }] });
    // A sync of MoltFlow's own list does not make it forgotten.
    await syncLabels(workspaceId);
    expect((await listIn(workspaceId)).find(({ id }) => id === label.id)?.synced).toBe("changed_here");
    expect(await pushLabel(workspaceId, there, operator)).toMatchObject({
      synced: "yes",
      onNumbers: [{ behind: null }],
    });
  });

  test("an import tells what it changed, and which of that had been changed here", async () => {
    const { workspaceId, number, label, session } = await makeWithLabel();
    await pushLabel(workspaceId, { labelId: label.id, numberId: number.id }, operator);
    await changeLabel(workspaceId, { labelId: label.id, color: "#000000", seen: wish }, operator);
    session.waLabels = [
      { name: wish.name, color: "#00FF00" },
      { name: "Only on the phone", color: "#0000FF" },
    ];
    const result = await importLabels(workspaceId, number.id, operator);
    expect(result).toEqual({
      imported: 1,
      updated: 1,
      changes: [
        {
          labelId: label.id,
          before: { name: wish.name, color: "#000000" },
          after: { name: wish.name, color: "#00ff00" },
          replacedOurs: true,
        },
      ],
    });
    const listed = await listIn(workspaceId);
    expect(listed.find(({ name }) => name === "Only on the phone")).toMatchObject({
      synced: "yes",
      onNumbers: [{ numberId: number.id, way: "from_whatsapp", behind: null }],
    });
    expect(listed.find(({ id }) => id === label.id)).toMatchObject({ color: "#00ff00", synced: "yes" });
  });

  test("a number that is no business account is named, and MoltFlow is not asked to do it", async () => {
    const { workspaceId, tenantId, number, label, session } = await makeWithLabel();
    session.isBusiness = false;
    expect(await checkBusiness(workspaceId, number.id, operator, { again: true })).toMatchObject({
      isBusiness: false,
      checkedAt: expect.any(String),
    });
    const { numbers } = await inTenant(workspaceId, (tx) => listLabels(tx, workspaceId));
    expect(numbers).toMatchObject([{ id: number.id, isBusiness: false }]);
    const refused = { reason: "label.not_business", params: { name: "Front desk" } };
    const there = { labelId: label.id, numberId: number.id };
    await expect(pushLabel(workspaceId, there, operator)).rejects.toMatchObject(refused);
    await expect(importLabels(workspaceId, number.id, operator)).rejects.toMatchObject(refused);
    const made = callsAt(sandbox, tenantId).map(({ operation }) => operation);
    expect(made).not.toContain("syncLabel");
    expect(made).not.toContain("importLabels");
  });
});

test("colours that are no colours, names without end and whole sets of nonsense do not reach MoltFlow", async () => {
  const { slug, owner, tenantId, chat } = await makeLabelDesk(sandbox);
  const api = await callerOf(owner);
  const before = calls(tenantId);
  const refused = { code: "BAD_REQUEST" };
  for (const color of ["red", "#fff", "#12345g", "ff6b35", "#ff6b35;", "url(x)", "", "#ff6b3500"]) {
    await expect(api.labels.create({ workspace: slug, name: "A", color })).rejects.toMatchObject(refused);
  }
  for (const name of ["", "   ", "x".repeat(101)]) {
    await expect(api.labels.create({ workspace: slug, name, color: "#ff6b35" })).rejects.toMatchObject(
      refused,
    );
  }
  const addIds = Array.from({ length: 51 }, () => crypto.randomUUID());
  await expect(api.labels.setOnChat({ workspace: slug, chat, addIds })).rejects.toMatchObject(refused);
  expect(calls(tenantId)).toBe(before);
});

test("emoji, right-to-left and 100 characters are a name", async () => {
  const { workspaceId } = await makeLabelDesk(sandbox);
  for (const name of ["🦷 Zähne", "عميل مهم", "重要客户", "x".repeat(100)]) {
    expect((await createLabel(workspaceId, { name, color: "#ff6b35" }, operator)).name).toBe(name);
  }
});
