import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, connections, upstreamReads } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { addConnection } from "#server/connections/index.ts";
import { changeWebhook } from "#server/webhooks/change-webhook.ts";
import { checkWebhookUrl } from "#server/webhooks/check-url.ts";
import { createWebhook } from "#server/webhooks/create-webhook.ts";
import { deleteWebhook } from "#server/webhooks/delete-webhook.ts";
import { getWebhook, listWebhooks, refreshWebhooks } from "#server/webhooks/list-webhooks.ts";
import type { CreateWebhookInput, WebhookOwner } from "#server/webhooks/schemas.ts";
import { testWebhook } from "#server/webhooks/test-webhook.ts";
import { callsAt, makeConnected, operator, webhooksAt } from "#tests/server/connections/fixtures.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeInbox, makeUser, makeWorkspace } from "#tests/support/factories.ts";

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

const wish = (change: Partial<CreateWebhookInput> = {}): CreateWebhookInput => ({
  ...{ name: "CRM", url: "http://127.0.0.1:9/hook?key=s3cret", events: ["message.received"] },
  ...change,
});

const entriesOf = (workspaceId: string) =>
  systemDb().select().from(auditEntries).where(eq(auditEntries.workspaceId, workspaceId));

const calls = (tenantId: string, operation: string) =>
  callsAt(sandbox, tenantId).filter((call) => call.operation === operation).length;

/** The webhook at MoltFlow of one kind, as the workspace's list shows it. */
async function ownedBy(workspaceId: string, owner: WebhookOwner) {
  const { data } = await refreshWebhooks(workspaceId, operator);
  const found = data?.find((webhook) => webhook.owner === owner);
  if (!found) throw new Error(`No webhook is ${owner}'s.`);
  return found;
}

test("one is made with a secret that is shown once, changed, tried and deleted; the list shows each at once", async () => {
  const { workspaceId, tenantId } = await makeConnected(sandbox);
  await listWebhooks(workspaceId, operator);
  const lists = calls(tenantId, "listWebhooks");
  const { webhook, secret } = await createWebhook(workspaceId, wish(), operator);
  expect(secret).toMatch(/^whsec_[\w-]{40,}$/);
  expect(webhook).toMatchObject({ owner: "team", name: "CRM", host: "127.0.0.1:9", isActive: true });
  expect(webhooksAt(sandbox, tenantId).find(({ id }) => id === webhook.id)?.secret).toBe(secret);
  const listed = async () =>
    (await listWebhooks(workspaceId, operator)).data?.find(({ id }) => id === webhook.id);
  expect(await listed()).toMatchObject({ url: wish().url });

  const change = {
    webhookId: webhook.id,
    name: "Sheet",
    isActive: false,
    events: ["lead.detected" as const],
  };
  expect((await changeWebhook(workspaceId, change, operator)).secret).toBeNull();
  expect(await listed()).toMatchObject({ name: "Sheet", isActive: false, events: ["lead.detected"] });
  const rotated = await changeWebhook(workspaceId, { webhookId: webhook.id, secret: "new" }, operator);
  expect(rotated.secret).toMatch(/^whsec_/);
  expect(rotated.secret).not.toBe(secret);
  expect(await getWebhook(workspaceId, webhook.id, operator)).toMatchObject({ name: "Sheet" });

  const tried = await testWebhook(workspaceId, webhook.id, operator);
  expect(tried).toMatchObject({ success: false, statusCode: null });
  expect(tried.error).not.toBeNull();

  await deleteWebhook(workspaceId, webhook.id, operator);
  expect(await listed()).toBeUndefined();
  expect(calls(tenantId, "listWebhooks")).toBe(lists);
});

test("neither a secret, nor the address with its keys, is kept: not in the audit, nor in a table", async () => {
  const { workspaceId } = await makeConnected(sandbox);
  const { webhook, secret } = await createWebhook(workspaceId, wish(), operator);
  await changeWebhook(workspaceId, { webhookId: webhook.id, secret: "new" }, operator);
  await deleteWebhook(workspaceId, webhook.id, operator);
  const entries = await entriesOf(workspaceId);
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["webhook.create", "webhook.change", "webhook.delete"]),
  );
  expect(JSON.stringify(entries)).not.toContain(secret);
  expect(JSON.stringify(entries)).not.toContain("s3cret");
  const reads = await systemDb()
    .select()
    .from(upstreamReads)
    .where(eq(upstreamReads.workspaceId, workspaceId));
  expect(JSON.stringify(reads)).not.toContain(secret);
});

describe("a webhook that feeds an inbox is left alone", () => {
  async function expectLeftAlone(workspaceId: string, webhookId: string, reason: string) {
    const change = { webhookId, isActive: false };
    await expect(changeWebhook(workspaceId, change, operator)).rejects.toMatchObject({ reason });
    await expect(deleteWebhook(workspaceId, webhookId, operator)).rejects.toMatchObject({ reason });
  }

  test("the connection's own: marked, without its address, and only to be tried", async () => {
    const { workspaceId, tenantId, slug, owner } = await makeConnected(sandbox);
    const api = await callerOf(owner);
    // Registers the inbox.
    await api.connection.test({ workspace: slug });
    const ours = await ownedBy(workspaceId, "connection");
    expect(ours).toMatchObject({ url: null });
    await expectLeftAlone(workspaceId, ours.id, "webhook.protected_connection");
    await testWebhook(workspaceId, ours.id, operator);
    expect(webhooksAt(sandbox, tenantId).map(({ isActive }) => isActive)).toEqual([true]);
  });

  test("one at another inbox of the workspace", async () => {
    const { workspaceId, tenantId } = await makeConnected(sandbox);
    const inbox = await makeInbox(workspaceId);
    addAt(tenantId, inbox.url);
    const found = await ownedBy(workspaceId, "inbox");
    await expectLeftAlone(workspaceId, found.id, "webhook.protected_inbox");
  });

  test("another workspace's of the same account: neither its address nor its name is told, and no sample is sent", async () => {
    const { workspaceId, tenantId, key } = await makeConnected(sandbox);
    const other = await makeWorkspace("Rival Clinic");
    await addConnection(other.workspaceId, { baseUrl: sandbox.url, key, actor: operator, allowAll: true });
    const inbox = await makeInbox(other.workspaceId);
    addAt(tenantId, inbox.url.replace("/in/", "/%69n/../in/"), "Moltdesk – Rival Clinic");
    const list = await refreshWebhooks(workspaceId, operator);
    const theirs = await ownedBy(workspaceId, "elsewhere");
    expect(theirs).toMatchObject({ url: null, name: "" });
    expect(JSON.stringify(list)).not.toContain(inbox.token);
    expect(JSON.stringify(list)).not.toContain("Rival");
    const reason = "webhook.protected_elsewhere";
    await expectLeftAlone(workspaceId, theirs.id, reason);
    await expect(testWebhook(workspaceId, theirs.id, operator)).rejects.toMatchObject({ reason });
    // What MoltFlow answered is kept without what opens another workspace's inbox.
    const reads = await systemDb()
      .select()
      .from(upstreamReads)
      .where(eq(upstreamReads.workspaceId, workspaceId));
    expect(JSON.stringify(reads)).not.toContain(inbox.token);
  });

  test("nobody makes one, or turns one of theirs into one", async () => {
    const { workspaceId } = await makeConnected(sandbox);
    const { url } = await makeInbox(workspaceId);
    await expect(createWebhook(workspaceId, wish({ url }), operator)).rejects.toMatchObject({
      reason: "webhook.url_inbox",
    });
    const { webhook } = await createWebhook(workspaceId, wish(), operator);
    await expect(changeWebhook(workspaceId, { webhookId: webhook.id, url }, operator)).rejects.toMatchObject({
      reason: "webhook.url_inbox",
    });
  });
});

function addAt(tenantId: string, url: string, name = "By hand"): void {
  sandbox.sandbox.store.webhooks.add({
    ...{ id: crypto.randomUUID(), tenantId, name, url, events: ["message.received"], secret: null },
    ...{ isActive: true, createdAtMs: sandbox.sandbox.clock.now() },
  });
}

describe("an address is checked before MoltFlow is asked", () => {
  test("this machine only beside the development's sandbox, and nothing else private even there", async () => {
    const { workspaceId, tenantId } = await makeConnected(sandbox);
    const before = callsAt(sandbox, tenantId).length;
    for (const [url, reason] of [
      ["https://169.254.169.254/latest/meta-data", "webhook.url_private"],
      ["https://192.168.1.1/", "webhook.url_private"],
      ["http://example.com/", "webhook.url_not_https"],
      ["https://user:pass@example.com/", "webhook.url_credentials"],
      ["https://metadata.google.internal/", "webhook.url_private"],
      ["nonsense", "webhook.url_invalid"],
    ] as const) {
      await expect(createWebhook(workspaceId, wish({ url }), operator)).rejects.toMatchObject({ reason });
    }
    expect(callsAt(sandbox, tenantId).length).toBe(before);
    await systemDb()
      .update(connections)
      .set({ baseUrl: "https://apiv2.example.com" })
      .where(eq(connections.workspaceId, workspaceId));
    await expect(checkWebhookUrl(workspaceId, wish().url)).rejects.toMatchObject({
      reason: "webhook.url_not_https",
    });
    await expect(checkWebhookUrl(workspaceId, "https://localhost/x")).rejects.toMatchObject({
      reason: "webhook.url_private",
    });
  });

  test("a public name that leads inside", async () => {
    const { workspaceId } = await makeConnected(sandbox);
    const resolve = async () => ["93.184.215.14", "10.0.0.7"];
    await expect(
      checkWebhookUrl(workspaceId, "https://hooks.example.com/", { resolve }),
    ).rejects.toMatchObject({ reason: "webhook.url_private" });
    const outside = async () => ["93.184.215.14"];
    await checkWebhookUrl(workspaceId, "https://hooks.example.com/", { resolve: outside });
  });
});

describe("when MoltFlow refuses or is silent", () => {
  test("a missing scope is named, nothing is written, and the list keeps its age", async () => {
    const { workspaceId, tenantId } = await makeConnected(sandbox);
    await listWebhooks(workspaceId, operator);
    sandbox.sandbox.faults.add({ kind: "forbidden", reason: "scope", rate: 1, tenantId });
    await expect(createWebhook(workspaceId, wish(), operator)).rejects.toMatchObject({
      reason: "moltflow.forbidden_scope",
    });
    await expect(refreshWebhooks(workspaceId, operator)).rejects.toMatchObject({
      reason: "moltflow.forbidden_scope",
    });
    const kept = await listWebhooks(workspaceId, operator);
    expect(kept).toMatchObject({ state: "failed", failure: "moltflow.forbidden_scope" });
    expect(kept.data).not.toBeNull();
    const entries = await systemDb()
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.workspaceId, workspaceId), eq(auditEntries.action, "webhook.create")));
    expect(entries).toEqual([]);
  });

  test("one that was made without an answer is in the list that is read again", async () => {
    const { workspaceId, tenantId } = await makeConnected(sandbox);
    await listWebhooks(workspaceId, operator);
    sandbox.sandbox.faults.add({
      ...{ kind: "timeout_after_work", closeConnection: true, rate: 1, times: 1 },
      ...{ tenantId, operation: "createWebhook" },
    });
    await expect(createWebhook(workspaceId, wish(), operator)).rejects.toMatchObject({
      reason: "moltflow.network",
    });
    expect(webhooksAt(sandbox, tenantId).filter(({ url }) => url === wish().url)).toHaveLength(1);
    expect((await listWebhooks(workspaceId, operator)).state).toBe("refreshing");
  });

  test("one that somebody deleted there meanwhile is gone here too", async () => {
    const { workspaceId } = await makeConnected(sandbox);
    const { webhook } = await createWebhook(workspaceId, wish(), operator);
    await listWebhooks(workspaceId, operator);
    sandbox.sandbox.store.webhooks.delete(webhook.id);
    await expect(deleteWebhook(workspaceId, webhook.id, operator)).rejects.toMatchObject({
      reason: "moltflow.not_found",
    });
    expect((await listWebhooks(workspaceId, operator)).state).toBe("refreshing");
  });
});

test("an input that MoltFlow would refuse does not reach it", async () => {
  const { slug, owner, tenantId } = await makeConnected(sandbox);
  const api = await callerOf(owner);
  const before = callsAt(sandbox, tenantId).length;
  const bad = [
    { ...wish(), name: " " },
    { ...wish(), name: "x".repeat(256) },
    { ...wish(), events: [] },
    { ...wish(), events: ["message.deleted" as never] },
    { ...wish(), secret: "short" },
    { ...wish(), secret: "with spaces in between" },
  ];
  for (const input of bad) {
    await expect(api.webhooks.create({ workspace: slug, ...input })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  }
  await expect(api.webhooks.get({ workspace: slug, webhookId: "../sessions" })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
  expect(callsAt(sandbox, tenantId).length).toBe(before);
});

test("a stranger to the workspace sees none of it", async () => {
  const { slug } = await makeConnected(sandbox);
  const api = await callerOf(await makeUser());
  await expect(api.webhooks.list({ workspace: slug })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
