import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import {
  addConnection,
  chooseNumbers,
  connect,
  disconnect,
  moltflowFor,
  syncTurn,
} from "#server/connections/index.ts";
import { unseal } from "#server/vault/index.ts";
import { makeWorkspace } from "#tests/support/factories.ts";
import { freePort } from "#tests/support/free-port.ts";
import { makeConnected, makeKey, makeTenant, operator, readConnections, webhooksAt } from "./fixtures.ts";

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, allowPrivateUrls: true });
  process.env.MOLTFLOW_SANDBOX_URL = sandbox.url;
});
afterEach(() => sandbox.sandbox.faults.clear());
afterAll(async () => {
  expect(sandbox.contractViolations).toEqual([]);
  await sandbox.close();
});

const access = (key: string, baseUrl = sandbox.url) => ({ baseUrl, key, actor: operator });

async function storedKey(workspaceId: string): Promise<string> {
  const [row] = await readConnections(workspaceId);
  if (!row?.sealedKey) throw new Error("No key is stored.");
  return unseal({ workspaceId, purpose: "moltflow-key", recordId: row.id }, row.sealedKey);
}

test("a good key shows tenant, plan, limit and numbers, and allows none of them yet", async () => {
  const { workspaceId } = await makeWorkspace();
  const { key, sessionId } = await makeTenant(sandbox, "pro");
  const view = await addConnection(workspaceId, access(key));
  expect(view).toMatchObject({
    ...{ host: new URL(sandbox.url).host, isSandbox: true, plan: "pro", requestsPerMinute: 40 },
    ...{ tenantName: "Harbour Property Care", missingScopes: [], health: "ok", webhook: "missing" },
    numbers: [{ sessionId, status: "working", allowed: false }],
  });
  expect(await storedKey(workspaceId)).toBe(key);
});

test("the key is in no view and in no row in the clear; its hint shows less than a third", async () => {
  const { workspaceId, key, connection } = await makeConnected(sandbox);
  const rows = await readConnections(workspaceId);
  const shown = JSON.stringify([
    connection,
    rows,
    rows.map(({ sealedKey }) => sealedKey?.toString("latin1")),
  ]);
  expect(shown).not.toContain(key);
  expect(connection.keyHint).toBe(`${key.slice(0, 7)}…${key.slice(-3)}`);
  const { workspaceId: other } = await makeWorkspace();
  expect((await addConnection(other, access("mf_sandbox_pro"))).keyHint).toBe("mf_…");
});

test("what is no MoltFlow key is refused before anybody is asked", async () => {
  const { workspaceId } = await makeWorkspace();
  const before = sandbox.sandbox.requests.list().length;
  for (const key of ["sk_live_123", "", "mf_with space"]) {
    await expect(addConnection(workspaceId, access(key))).rejects.toMatchObject({
      code: "invalid",
      reason: "connection.key_format",
    });
  }
  expect(sandbox.sandbox.requests.list()).toHaveLength(before);
});

test("a wrong key is explained, saved nowhere, and not repeated in the error", async () => {
  const { workspaceId } = await makeWorkspace();
  const key = "mf_0123456789abcdef0123456789abcdef01234567";
  const error = await addConnection(workspaceId, access(key)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "invalid", reason: "moltflow.unauthorized" });
  expect(
    JSON.stringify([error, String(error), error instanceof Error && [error.stack, error.cause]]),
  ).not.toContain(key);
  expect(await readConnections(workspaceId)).toEqual([]);
});

test("missing scopes are listed; only the session list is indispensable", async () => {
  const { workspaceId } = await makeWorkspace();
  const { tenantId } = await makeTenant(sandbox, "starter");
  const narrow = await makeKey(sandbox, tenantId, ["sessions:read", "messages:send"]);
  const view = await addConnection(workspaceId, access(narrow));
  expect(view.missingScopes.toSorted()).toEqual(["billing:read", "webhooks:read"]);
  expect(view).toMatchObject({ plan: "starter", requestsPerMinute: 20, health: "ok" });

  const blind = await makeKey(sandbox, tenantId, ["messages:send"]);
  await expect(addConnection(workspaceId, access(blind))).rejects.toMatchObject({
    reason: "moltflow.forbidden_scope",
    params: { scopes: "sessions:read" },
  });
  expect(await storedKey(workspaceId)).toBe(narrow);
});

test("a MoltFlow that cannot be reached is a cause, and leaves the connection as it was", async () => {
  const { workspaceId, key } = await makeConnected(sandbox);
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  await expect(addConnection(workspaceId, access(key, nowhere))).rejects.toMatchObject({
    reason: "moltflow.network",
  });
  expect(await readConnections(workspaceId)).toMatchObject([{ baseUrl: sandbox.url, health: "ok" }]);
});

test("another key of the same tenant replaces the key and keeps the row, allowlist and webhook", async () => {
  const { workspaceId, tenantId, connection, sessionId } = await makeConnected(sandbox);
  const key = await makeKey(sandbox, tenantId, ["sessions:manage", "webhooks:manage", "billing:read"]);
  const view = await addConnection(workspaceId, access(key));
  expect(view).toMatchObject({ id: connection.id, webhook: "registered" });
  expect(view.numbers).toMatchObject([{ sessionId, allowed: true }]);
  expect(await storedKey(workspaceId)).toBe(key);
});

test("a key of another tenant disconnects the old one: key forgotten, webhook removed, numbers kept", async () => {
  const { workspaceId, tenantId, connection, sessionId } = await makeConnected(sandbox);
  const other = await makeTenant(sandbox);
  expect(webhooksAt(sandbox, tenantId)).toHaveLength(1);
  const view = await addConnection(workspaceId, access(other.key));
  expect(view.numbers).toMatchObject([{ sessionId: other.sessionId, allowed: false }]);
  expect(webhooksAt(sandbox, tenantId)).toEqual([]);
  const old = (await readConnections(workspaceId)).find(({ id }) => id === connection.id);
  expect(old).toMatchObject({ sealedKey: null, upstreamWebhookId: null, disconnectedAt: expect.any(Date) });
  const kept = await systemDb().select().from(numbers).where(eq(numbers.sessionId, sessionId));
  expect(kept).toMatchObject([{ connectionId: connection.id, allowed: true }]);
});

test("people who connect at once end with one live connection", async () => {
  const { workspaceId } = await makeWorkspace();
  const [one, two] = await Promise.all([makeTenant(sandbox), makeTenant(sandbox)]);
  const keys = [one.key, two.key, one.key, two.key];
  const results = await Promise.allSettled(keys.map((key) => addConnection(workspaceId, access(key))));
  for (const result of results) {
    if (result.status === "rejected") {
      expect(result.reason).toMatchObject({ reason: "connection.changing" });
    }
  }
  const rows = await readConnections(workspaceId);
  expect(rows.filter(({ disconnectedAt }) => disconnectedAt === null)).toHaveLength(1);
  expect(rows.filter(({ sealedKey }) => sealedKey !== null)).toHaveLength(1);
});

test("“use the sandbox” makes a tenant of its own that people write to", async () => {
  const { workspaceId } = await makeWorkspace();
  const view = await connect({ id: workspaceId, name: "Klinik Nord" }, { sandbox: true }, operator);
  expect(view).toMatchObject({ isSandbox: true, tenantName: "Klinik Nord", plan: "pro" });
  const [tenant] = sandbox.sandbox.store.tenants.where(({ name }) => name === "Klinik Nord");
  expect(tenant?.trafficEveryMs).toBe(6_000);
});

test("disconnecting forgets the key and removes the webhook; then nothing is callable", async () => {
  const { workspaceId, tenantId } = await makeConnected(sandbox);
  expect(await disconnect(workspaceId, operator)).toEqual({
    webhook: "removed",
    webhookName: "Moltdesk – Test workspace",
  });
  expect(webhooksAt(sandbox, tenantId)).toEqual([]);
  expect(await readConnections(workspaceId)).toMatchObject([{ sealedKey: null }]);
  await expect(moltflowFor(workspaceId, syncTurn)).rejects.toMatchObject({ reason: "connection.missing" });
  await expect(disconnect(workspaceId, operator)).rejects.toMatchObject({ reason: "connection.missing" });
});

test("disconnecting says when the webhook was left behind, and forgets the key all the same", async () => {
  const { workspaceId, tenantId } = await makeConnected(sandbox);
  sandbox.sandbox.faults.add({
    ...{ kind: "server_error", status: 500, rate: 1 },
    ...{ operation: "deleteWebhook", tenantId },
  });
  expect(await disconnect(workspaceId, operator)).toMatchObject({ webhook: "left_behind" });
  expect(await readConnections(workspaceId)).toMatchObject([{ sealedKey: null }]);
});

test("connecting again after a disconnect asks anew which numbers are allowed", async () => {
  const { workspaceId, key, sessionId, connection } = await makeConnected(sandbox);
  await disconnect(workspaceId, operator);
  const view = await addConnection(workspaceId, access(key));
  expect(view.id).not.toBe(connection.id);
  expect(view.numbers).toMatchObject([{ sessionId, allowed: false }]);
  expect((await chooseNumbers(workspaceId, [sessionId], operator)).webhook).toBe("registered");
});
