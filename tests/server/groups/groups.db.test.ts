import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { labels, numbers } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { addConnection } from "#server/connections/index.ts";
import { newId } from "#server/core/ids.ts";
import { changeGroup, pauseGroup } from "#server/groups/change-group.ts";
import { changePeople } from "#server/groups/change-people.ts";
import { lookAtGroup } from "#server/groups/look-at-group.ts";
import { getGroup, listAvailable, listGroupMessages, listGroups } from "#server/groups/reads.ts";
import { unwatchGroup } from "#server/groups/unwatch-group.ts";
import { watchGroup } from "#server/groups/watch-group.ts";
import { callsAt, makeConnected, makeTenant, operator } from "#tests/server/connections/fixtures.ts";
import { makeChat, makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { addWaGroup, makeWatched, readerIn, timesCalled } from "./fixtures.ts";

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
  Object.assign(process.env, { MOLTFLOW_API_URL: sandbox.url, MOLTFLOW_SANDBOX_URL: sandbox.url });
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(async () => {
  expect(sandbox.contractViolations).toEqual([]);
  await sandbox.close();
});

test("a group is watched, changed, paused, resumed and let go, and each is seen at once without another read", async () => {
  const { workspaceId, tenantId, group, reader, wa } = await makeWatched(sandbox);
  expect(group).toMatchObject({ mode: "keywords", keywords: ["urgent"], isActive: true, waGroupId: wa.jid });
  const listed = async () => (await listGroups(reader)).groups?.find(({ id }) => id === group.id);
  expect(await listed()).toMatchObject({ keywords: ["urgent"], numberName: "Front desk" });

  await changeGroup(workspaceId, { groupId: group.id, mode: "all" }, operator);
  expect(await listed()).toMatchObject({ mode: "all", keywords: ["urgent"] });
  await pauseGroup(workspaceId, { groupId: group.id, isActive: false }, operator);
  expect(await listed()).toMatchObject({ mode: "all", isActive: false });
  await pauseGroup(workspaceId, { groupId: group.id, isActive: true }, operator);
  expect(await listed()).toMatchObject({ isActive: true });
  await unwatchGroup(workspaceId, group.id, operator);
  expect(await listed()).toBeUndefined();
  expect(sandbox.sandbox.store.groups.get(wa.id)?.monitor).toBeNull();
  expect(timesCalled(sandbox, tenantId, "listMonitoredGroups")).toBe(1);
});

test.each(["all", "mentions", "first_message", "ai_analysis"] as const)(
  "a group can be watched in the mode %s",
  async (mode) => {
    const desk = await makeConnected(sandbox);
    const wa = addWaGroup(sandbox, desk.sessionId);
    const prompt = mode === "ai_analysis" ? "Who looks for a flat?" : null;
    const input = { numberId: desk.number.id, waGroup: wa.jid, mode, prompt };
    expect(await watchGroup(desk.workspaceId, input, operator)).toMatchObject({ mode, prompt });
  },
);

test("what a change leaves out stays, and null takes it away", async () => {
  const { workspaceId, group } = await makeWatched(sandbox);
  const change = (part: object) =>
    changeGroup(workspaceId, { groupId: group.id, mode: "keywords", keywords: ["help"], ...part }, operator);
  await change({ autoRespond: true, responseTemplate: "We are on it." });
  expect(await change({})).toMatchObject({ autoRespond: true, responseTemplate: "We are on it." });
  expect(await change({ autoRespond: false, responseTemplate: null })).toMatchObject({
    autoRespond: false,
    responseTemplate: null,
  });
});

test("leads get a label of the account by our id for it, and none that is another workspace's", async () => {
  const { workspaceId, group, tenantId, connection, reader } = await makeWatched(sandbox);
  const [upstream] = sandbox.sandbox.store.labels.of(tenantId);
  const row = { workspaceId, id: newId(), connectionId: connection.id, upstreamId: upstream?.id ?? "" };
  await systemDb()
    .insert(labels)
    .values({ ...row, name: "Lead", color: "#2e86ab", fetchedAt: new Date() });
  const label = (leadLabelId: string | null) =>
    changeGroup(workspaceId, { groupId: group.id, mode: "all", autoLabelLeads: true, leadLabelId }, operator);
  expect(await label(row.id)).toMatchObject({ autoLabelLeads: true, leadLabelId: row.id });
  expect((await getGroup(reader, group.id)).group.leadLabelId).toBe(row.id);
  await expect(label(newId())).rejects.toMatchObject({ reason: "label.not_found" });
  await expect(label(row.upstreamId)).rejects.toMatchObject({ reason: "label.not_found" });
  expect(await label(null)).toMatchObject({ leadLabelId: null });
});

test("an address that MoltFlow must not deliver to is refused with its cause before MoltFlow is asked", async () => {
  const { workspaceId, group, number, tenantId, sessionId } = await makeWatched(sandbox);
  const inbox = await makeInbox(workspaceId);
  const { jid: waGroup } = addWaGroup(sandbox, sessionId);
  for (const [webhookUrl, reason] of [
    ["https://10.0.0.1/x", "webhook.url_private"],
    ["https://169.254.169.254/", "webhook.url_private"],
    ["https://u:p@example.com/", "webhook.url_credentials"],
    [inbox.url, "webhook.url_inbox"],
  ] as const) {
    const change = { groupId: group.id, mode: "all" as const, webhookUrl };
    await expect(changeGroup(workspaceId, change, operator)).rejects.toMatchObject({ reason });
    const watch = { numberId: number.id, waGroup, mode: "all" as const, webhookUrl };
    await expect(watchGroup(workspaceId, watch, operator)).rejects.toMatchObject({ reason });
  }
  expect(timesCalled(sandbox, tenantId, "updateMonitoredGroup")).toBe(0);
  expect(timesCalled(sandbox, tenantId, "monitorGroup")).toBe(1);
});

test("an address that stays is not looked up again: its host may be down while somebody changes a keyword", async () => {
  const { workspaceId, group, reader, wa } = await makeWatched(sandbox);
  const { monitor } = sandbox.sandbox.store.groups.get(wa.id) ?? {};
  const webhookUrl = "https://gone.invalid/hook";
  if (monitor) monitor.webhookUrl = webhookUrl;
  await lookAtGroup(reader, group.id);
  const input = { groupId: group.id, mode: "keywords" as const, keywords: ["help"], webhookUrl };
  expect(await changeGroup(workspaceId, input, operator)).toMatchObject({ keywords: ["help"], webhookUrl });
});

test("the address of another program is hidden from whoever may not see webhooks", async () => {
  const { group, reader, wa } = await makeWatched(sandbox);
  const { monitor } = sandbox.sandbox.store.groups.get(wa.id) ?? {};
  if (monitor) monitor.webhookUrl = "https://example.com/hook?key=secret";
  await lookAtGroup(reader, group.id);
  expect((await getGroup(reader, group.id)).group.webhookUrl).toContain("secret");
  const agent = { ...reader, seesAddresses: false };
  expect((await getGroup(agent, group.id)).group).toMatchObject({ hasWebhook: true, webhookUrl: null });
  expect(JSON.stringify(await listGroups(agent))).not.toContain("secret");
});

test("groups of a number that is not allowed, or out of sight, and another workspace's are not there for any verb", async () => {
  const { workspaceId, group, number, tenantId, reader } = await makeWatched(sandbox);
  await listGroups(reader);
  const stranger = await makeWatched(sandbox);
  await listGroups(stranger.reader);
  const blind = readerIn({ workspaceId }, { onlyNumbers: [newId()] });
  const verbs = (place: typeof blind.place, id: string) => [
    () => getGroup({ ...blind, place }, id),
    () => lookAtGroup({ ...blind, place }, id),
    () => listGroupMessages({ ...blind, place }, { groupId: id, page: 0 }),
    () => changeGroup(place, { groupId: id, mode: "all" }, operator),
    () => pauseGroup(place, { groupId: id, isActive: false }, operator),
    () => unwatchGroup(place, id, operator),
    () => changePeople(place, "add", { groupId: id, people: ["+15550003333"] }, operator),
  ];
  const before = callsAt(sandbox, tenantId).length;
  const expectNone = async (place: typeof blind.place, id: string) => {
    for (const verb of verbs(place, id)) {
      await expect(verb()).rejects.toMatchObject({ code: "not_found", reason: "group.not_found" });
    }
  };
  await expectNone(blind.place, group.id);
  await expectNone(workspaceId, stranger.group.id);
  expect(await listGroups(blind)).toMatchObject({ groups: [] });
  await systemDb().update(numbers).set({ allowed: false }).where(eq(numbers.id, number.id));
  await expectNone(workspaceId, group.id);
  expect(await listGroups(readerIn({ workspaceId }))).toMatchObject({ groups: [] });
  expect(callsAt(sandbox, tenantId)).toHaveLength(before);
});

test("whoever sees only chats that are assigned to them sees no group, also not one whose chat is theirs", async () => {
  const { workspaceId, group, number, ownerId, sessionId, wa } = await makeWatched(sandbox);
  await makeChat(workspaceId, { sessionId, chatId: wa.jid, assigneeId: ownerId });
  const theirs = readerIn({ workspaceId }, { assignedTo: ownerId });
  expect(await listGroups(theirs)).toMatchObject({ groups: [] });
  await expect(getGroup(theirs, group.id)).rejects.toMatchObject({ reason: "group.not_found" });
  await expect(listAvailable(theirs, number.id)).rejects.toMatchObject({ reason: "number.not_found" });
});

test("a member with one number sees its groups and those of no other number of the account", async () => {
  const { workspaceId, group, number } = await makeWatched(sandbox);
  const sighted = readerIn({ workspaceId }, { onlyNumbers: [number.id] });
  const { groups } = await listGroups(sighted);
  expect(groups?.map(({ numberId }) => numberId)).toEqual(groups?.map(() => number.id));
  expect(groups?.some(({ id }) => id === group.id)).toBe(true);
});

test("a group leads to its chat when there is one in sight", async () => {
  const { workspaceId, group, reader, sessionId, wa } = await makeWatched(sandbox);
  expect((await getGroup(reader, group.id)).chat).toBeNull();
  const chat = await makeChat(workspaceId, { sessionId, chatId: wa.jid });
  expect((await getGroup(reader, group.id)).chat).toBe(chat);
});

test("the plan's limit of groups and its lack of AI are explained as the plan's", async () => {
  const { key, sessionId } = await makeTenant(sandbox, "free");
  const { workspaceId } = await makeWorkspace();
  const access = { baseUrl: sandbox.url, key, actor: operator, allowAll: true };
  await addConnection(workspaceId, access);
  const [number] = await systemDb().select().from(numbers).where(eq(numbers.workspaceId, workspaceId));
  const watch = (mode: "all" | "ai_analysis") => {
    const waGroup = addWaGroup(sandbox, sessionId).jid;
    return watchGroup(workspaceId, { numberId: number?.id ?? "", waGroup, mode }, operator);
  };
  const refusal = { code: "forbidden", reason: "moltflow.forbidden_plan" };
  await expect(watch("ai_analysis")).rejects.toMatchObject(refusal);
  // As many as the plan allows, without spending our few calls a minute.
  const monitor = sandbox.sandbox.store.groups.find((group) => group.monitor !== null)?.monitor;
  const full = [1, 2].map(() => addWaGroup(sandbox, sessionId));
  for (const group of full) Object.assign(sandbox.sandbox.store.groups.get(group.id) ?? {}, { monitor });
  await expect(watch("all")).rejects.toMatchObject({
    ...refusal,
    params: { detail: expect.stringContaining("2 monitored groups") },
  });
});
