import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { connections, inboxes, numbers } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { addConnection, chooseNumbers, moltflowFor, syncTurn } from "#server/connections/index.ts";
import { testConnection } from "#server/connections/test-connection.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import {
  callsAt,
  makeConnected,
  makeKey,
  makeTenant,
  operator,
  readConnections,
  webhooksAt,
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

async function connectFresh() {
  const tenant = await makeTenant(sandbox);
  const { workspaceId } = await makeWorkspace();
  await addConnection(workspaceId, { baseUrl: sandbox.url, key: tenant.key, actor: operator });
  return { ...tenant, workspaceId };
}

const inboxesOf = (workspaceId: string) =>
  systemDb().select().from(inboxes).where(eq(inboxes.workspaceId, workspaceId));

test("exactly the chosen numbers are allowed, and choosing again takes the others back", async () => {
  const { workspaceId, sessionId } = await connectFresh();
  const second = await (await moltflowFor(workspaceId, syncTurn)).createSession({ name: "Second" });
  const allowed = async (ids: string[]) => {
    const view = await chooseNumbers(workspaceId, ids, operator);
    return view.numbers.filter((number) => number.allowed).map((number) => number.sessionId);
  };
  expect(await allowed([sessionId, second.id])).toHaveLength(2);
  expect(await allowed([second.id])).toEqual([second.id]);
  expect(await allowed([])).toEqual([]);
});

test("a number that MoltFlow does not list for this key is refused, and nothing changes", async () => {
  const { workspaceId, sessionId } = await connectFresh();
  const foreign = await makeTenant(sandbox);
  await expect(chooseNumbers(workspaceId, [sessionId, foreign.sessionId], operator)).rejects.toMatchObject({
    reason: "connection.number_unknown",
  });
  const rows = await systemDb().select().from(numbers).where(eq(numbers.workspaceId, workspaceId));
  expect(rows).toMatchObject([{ sessionId, allowed: false }]);
});

test("the inbox is registered with every event and a secret, once, however often numbers are chosen", async () => {
  const { workspaceId, tenantId, sessionId } = await connectFresh();
  // Slow enough that all of them have looked before the first has made one.
  sandbox.sandbox.faults.add({ kind: "latency", ms: 400, rate: 1, operation: "createWebhook", tenantId });
  await Promise.all([1, 2, 3].map(() => chooseNumbers(workspaceId, [sessionId], operator)));
  expect(webhooksAt(sandbox, tenantId)).toHaveLength(1);
  await chooseNumbers(workspaceId, [sessionId], operator);
  const [webhook, ...more] = webhooksAt(sandbox, tenantId);
  expect(more).toEqual([]);
  expect(webhook).toMatchObject({ name: "Moltdesk – Test workspace", isActive: true });
  expect(webhook?.events).toHaveLength(7);
  expect(webhook?.url).toMatch(/^http:\/\/localhost:3000\/in\/[\w-]{43}$/);
  expect(webhook?.secret).toMatch(/^[\w-]{43}$/);
  expect(await inboxesOf(workspaceId)).toHaveLength(1);
  expect(await readConnections(workspaceId)).toMatchObject([{ upstreamWebhookId: webhook?.id }]);
});

test("a crash between MoltFlow's create and our commit does not leave two webhooks", async () => {
  const { workspaceId, tenantId, sessionId } = await makeConnected(sandbox);
  await systemDb()
    .update(connections)
    .set({ upstreamWebhookId: null })
    .where(eq(connections.workspaceId, workspaceId));
  const view = await chooseNumbers(workspaceId, [sessionId], operator);
  expect(view.webhook).toBe("registered");
  const [webhook, ...more] = webhooksAt(sandbox, tenantId);
  expect(more).toEqual([]);
  expect(await readConnections(workspaceId)).toMatchObject([{ upstreamWebhookId: webhook?.id }]);
});

test("a create whose answer is lost is found again by the next try", async () => {
  const { workspaceId, tenantId, sessionId } = await connectFresh();
  sandbox.sandbox.faults.add({
    ...{ kind: "timeout_after_work", closeConnection: true, rate: 1, times: 1 },
    ...{ operation: "createWebhook", tenantId },
  });
  const view = await chooseNumbers(workspaceId, [sessionId], operator);
  expect(view).toMatchObject({ webhook: "missing", webhookFailure: "moltflow.network" });
  expect(await testConnection(workspaceId, operator)).toMatchObject({
    webhook: "registered",
    webhookFailure: null,
  });
  expect(webhooksAt(sandbox, tenantId)).toHaveLength(1);
});

test("webhooks of this workspace's earlier inboxes go, those of others in the same tenant stay", async () => {
  const { workspaceId, tenantId, key, sessionId } = await makeConnected(sandbox);
  const [old] = webhooksAt(sandbox, tenantId);
  const neighbour = await makeWorkspace();
  const shared = { baseUrl: sandbox.url, key, actor: operator, allowAll: true };
  await addConnection(neighbour.workspaceId, shared);
  // As after a disconnect that could not reach MoltFlow.
  await systemDb()
    .update(connections)
    .set({ sealedKey: null, disconnectedAt: new Date() })
    .where(eq(connections.workspaceId, workspaceId));
  await addConnection(workspaceId, { baseUrl: sandbox.url, key, actor: operator });
  await chooseNumbers(workspaceId, [sessionId], operator);
  const left = webhooksAt(sandbox, tenantId);
  expect(left).toHaveLength(2);
  expect(left.map(({ id }) => id)).not.toContain(old?.id);
  const [neighbours] = await readConnections(neighbour.workspaceId);
  expect(left.map(({ id }) => id)).toContain(neighbours?.upstreamWebhookId);
});

test("an address that MoltFlow refuses is told as the cause; numbers work without it, and a retry heals", async () => {
  const strict = await startMoltflowSandbox({ port: 0, allowPrivateUrls: false });
  try {
    const tenant = await makeTenant(strict);
    const { workspaceId } = await makeWorkspace();
    const access = { baseUrl: strict.url, key: tenant.key, actor: operator, allowAll: true };
    expect(await addConnection(workspaceId, access)).toMatchObject({
      ...{ webhook: "missing", webhookFailure: "connection.public_url", health: "ok" },
      numbers: [{ allowed: true }],
    });
    strict.sandbox.allowPrivateUrls = true;
    expect(await testConnection(workspaceId, operator)).toMatchObject({
      webhook: "registered",
      webhookFailure: null,
    });
  } finally {
    await strict.close();
  }
});

test("a key that may not make webhooks connects, and says which scope is missing", async () => {
  const { tenantId, sessionId } = await makeTenant(sandbox);
  const { workspaceId } = await makeWorkspace();
  const key = await makeKey(sandbox, tenantId, ["sessions:manage", "webhooks:read", "billing:read"]);
  await addConnection(workspaceId, { baseUrl: sandbox.url, key, actor: operator });
  expect(await chooseNumbers(workspaceId, [sessionId], operator)).toMatchObject({
    ...{ webhook: "missing", webhookFailure: "moltflow.forbidden_scope" },
    missingScopes: ["webhooks:manage"],
  });
});

test("a test refreshes numbers, and marks those that MoltFlow has no longer", async () => {
  const { workspaceId, sessionId, tenantId } = await makeConnected(sandbox);
  const client = await moltflowFor(workspaceId, syncTurn);
  await client.createSession({ name: "New desk" });
  await client.deleteSession(sessionId);
  const before = callsAt(sandbox, tenantId).length;
  const view = await testConnection(workspaceId, operator);
  const shown = view.numbers.map(({ name, status, allowed }) => ({ name, status, allowed }));
  expect(shown).toEqual([
    { name: "Front desk", status: "deleted", allowed: true },
    { name: "New desk", status: "stopped", allowed: false },
  ]);
  expect(callsAt(sandbox, tenantId).length - before).toBeLessThanOrEqual(5);
});

test("a test puts a webhook back that was switched off, moved or deleted at MoltFlow", async () => {
  const { workspaceId, tenantId } = await makeConnected(sandbox);
  const client = await moltflowFor(workspaceId, syncTurn);
  const [first] = webhooksAt(sandbox, tenantId).map(({ id, url }) => ({ id, url }));
  await client.updateWebhook(first?.id ?? "", { isActive: false, events: ["message.sent"] });
  await testConnection(workspaceId, operator);
  expect(webhooksAt(sandbox, tenantId)).toMatchObject([{ id: first?.id, isActive: true }]);
  expect(webhooksAt(sandbox, tenantId)[0]?.events).toHaveLength(7);
  await client.updateWebhook(first?.id ?? "", { url: "http://localhost:3000/in/elsewhere" });
  await testConnection(workspaceId, operator);
  expect(webhooksAt(sandbox, tenantId)).toMatchObject([{ id: first?.id, url: first?.url }]);
  await client.deleteWebhook(first?.id ?? "");
  expect((await testConnection(workspaceId, operator)).webhook).toBe("registered");
  expect(webhooksAt(sandbox, tenantId)).toHaveLength(1);
});

test("a key that is revoked shows as the connection's health, and a success sets it right again", async () => {
  const { workspaceId, tenantId } = await makeConnected(sandbox);
  const [apiKey] = sandbox.sandbox.store.apiKeys.of(tenantId);
  if (!apiKey) throw new Error("The tenant has no key.");
  apiKey.isActive = false;
  const client = await moltflowFor(workspaceId, syncTurn);
  await expect(client.listSessions()).rejects.toMatchObject({ kind: "unauthorized" });
  expect(await readConnections(workspaceId)).toMatchObject([{ health: "unauthorized" }]);
  expect((await testConnection(workspaceId, operator)).health).toBe("unauthorized");
  apiKey.isActive = true;
  await (await moltflowFor(workspaceId, syncTurn)).listSessions();
  expect(await readConnections(workspaceId)).toMatchObject([{ health: "ok" }]);
});
