import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { changePeople } from "#server/groups/change-people.ts";
import { createWaGroup } from "#server/groups/create-wa-group.ts";
import { listAvailable, listGroups, refreshGroups } from "#server/groups/reads.ts";
import { watchGroup } from "#server/groups/watch-group.ts";
import { callsAt, makeConnected, operator } from "#tests/server/connections/fixtures.ts";
import { addWaGroup, makeWatched, readerIn, timesCalled } from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(async () => {
  expect(sandbox.contractViolations).toEqual([]);
  await sandbox.close();
});

const entriesOf = (workspaceId: string, action: string) =>
  systemDb()
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.workspaceId, workspaceId), eq(auditEntries.action, action)));

test("what became of each person is told, and a retry of the failed ones touches nobody else", async () => {
  const { workspaceId, group, wa, tenantId } = await makeWatched(sandbox);
  const fine = Array.from({ length: 17 }, (_, index) => `+155501000${10 + index}`);
  const people = [...fine, "+15550000404", "+15550000403", "+15550000408"];
  const { results } = await changePeople(workspaceId, "add", { groupId: group.id, people }, operator);
  expect(results.filter(({ outcome }) => outcome === "done").map(({ phone }) => phone)).toEqual(fine);
  const failed = results.filter(({ outcome }) => outcome === "failed");
  expect(failed.map(({ reason }) => reason)).toEqual(["not_on_whatsapp", "privacy", "recently_left"]);

  const again = failed.map(({ phone }) => phone);
  await changePeople(workspaceId, "add", { groupId: group.id, people: again }, operator);
  const last = callsAt(sandbox, tenantId).at(-1);
  expect(last?.operation).toBe("addParticipants");
  expect(sandbox.sandbox.store.groups.get(wa.id)?.members).toHaveLength(1 + fine.length);

  const [entry] = await entriesOf(workspaceId, "group.add_people");
  expect(entry?.details).toMatchObject({ asked: 20, done: 17, failed: 3, unknown: 0 });
  const written = JSON.stringify(await entriesOf(workspaceId, "group.add_people"));
  for (const told of [...people, wa.jid, wa.name]) expect(written).not.toContain(told.replace("+", ""));
});

test("people are made admins, lose that, and are removed, each with their reason when not", async () => {
  const { workspaceId, group } = await makeWatched(sandbox);
  const [member, other] = ["+15550100077", "+15550100078"];
  const change = async (act: "add" | "remove" | "promote" | "demote", people: string[]) =>
    (await changePeople(workspaceId, act, { groupId: group.id, people }, operator)).results.map(
      ({ outcome, reason }) => reason ?? outcome,
    );
  expect(await change("add", [member])).toEqual(["done"]);
  expect(await change("promote", [member, other])).toEqual(["done", "not_in_group"]);
  expect(await change("demote", [member, other])).toEqual(["done", "not_in_group"]);
  expect(await change("remove", [member, other])).toEqual(["done", "not_in_group"]);
});

test("a number that is no admin of the group is told so, and nobody is changed", async () => {
  const { workspaceId, group, wa } = await makeWatched(sandbox);
  const [own] = sandbox.sandbox.store.groups.get(wa.id)?.members ?? [];
  if (own) own.role = "member";
  await expect(
    changePeople(workspaceId, "add", { groupId: group.id, people: ["+15550100077"] }, operator),
  ).rejects.toMatchObject({ reason: "moltflow.forbidden_role" });
  expect(await entriesOf(workspaceId, "group.add_people")).toEqual([]);
});

test("an answer that never came is unknown for everybody, is written down as that, and is not repeated", async () => {
  const { workspaceId, group, wa, tenantId } = await makeWatched(sandbox);
  sandbox.sandbox.faults.add({
    ...{ kind: "timeout_after_work", closeConnection: true, operation: "addParticipants", tenantId },
    rate: 1,
  });
  const people = ["+15550100077", "+15550100078"];
  const { results } = await changePeople(workspaceId, "add", { groupId: group.id, people }, operator);
  expect(results.map(({ outcome }) => outcome)).toEqual(["unknown", "unknown"]);
  expect(timesCalled(sandbox, tenantId, "addParticipants")).toBe(1);
  expect(sandbox.sandbox.store.groups.get(wa.id)?.members).toHaveLength(3);
  const [entry] = await entriesOf(workspaceId, "group.add_people");
  expect(entry?.details).toMatchObject({ answer: "unknown", unknown: 2, done: 0 });
});

test("watching that may have begun says so, and the list read anew shows it", async () => {
  const desk = await makeConnected(sandbox);
  const reader = readerIn(desk);
  await listGroups(reader);
  const wa = addWaGroup(sandbox, desk.sessionId);
  sandbox.sandbox.faults.add({
    ...{ kind: "timeout_after_work", closeConnection: true, operation: "monitorGroup" },
    ...{ tenantId: desk.tenantId, rate: 1 },
  });
  const input = { numberId: desk.number.id, waGroup: wa.jid, mode: "all" as const };
  await expect(watchGroup(desk.workspaceId, input, operator)).rejects.toMatchObject({
    code: "upstream",
    reason: "group.outcome_unknown",
  });
  expect(timesCalled(sandbox, desk.tenantId, "monitorGroup")).toBe(1);
  expect((await refreshGroups(reader)).groups?.some(({ waGroupId }) => waGroupId === wa.jid)).toBe(true);
});

test("a new WhatsApp group names who could not be added, and can be watched", async () => {
  const { workspaceId, number, reader } = await makeWatched(sandbox);
  const people = ["+15550100077", "+15550000403"];
  const made = await createWaGroup(workspaceId, { numberId: number.id, name: "فريق 🚀", people }, operator);
  expect(made.results.map(({ outcome }) => outcome)).toEqual(["done", "failed"]);
  const waGroup = made.waGroupId ?? "";
  const { groups } = await listAvailable(reader, number.id);
  expect(groups?.find(({ waGroupId }) => waGroupId === waGroup)).toMatchObject({
    ...{ name: "فريق 🚀", people: 2, watchedAs: null },
  });
  const watched = await watchGroup(workspaceId, { numberId: number.id, waGroup, mode: "all" }, operator);
  const again = (await listAvailable(reader, number.id)).groups;
  expect(again?.find(({ waGroupId }) => waGroupId === waGroup)?.watchedAs).toBe(watched.id);
});

test("a group whose making is unknown has no address, and is not made twice", async () => {
  const { workspaceId, number, tenantId } = await makeWatched(sandbox);
  sandbox.sandbox.faults.add({
    ...{ kind: "timeout_after_work", closeConnection: true, operation: "createWaGroup", tenantId },
    rate: 1,
  });
  const input = { numberId: number.id, name: "Support", people: ["+15550100077"] };
  expect(await createWaGroup(workspaceId, input, operator)).toMatchObject({
    waGroupId: null,
    results: [{ outcome: "unknown" }],
  });
  expect(timesCalled(sandbox, tenantId, "createWaGroup")).toBe(1);
});
