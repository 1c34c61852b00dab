import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { auditEntries, connections } from "#db/schema/index.ts";
import type { Fault } from "#sandbox/moltflow/faults.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { digest } from "#server/core/ids.ts";
import { createInbox } from "#server/inbox/index.ts";
import { findInbox, goodSecrets } from "#server/inbox/lookup.ts";
import { listInboxes } from "#server/inbox/reads.ts";
import { replaceUrl, showUrl } from "#server/inbox/replace-url.ts";
import { rotateSecret } from "#server/inbox/rotate-secret.ts";
import { createInboxSchema, rotateSecretSchema } from "#server/inbox/schemas.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";
import { makeDesk } from "../messages/fixtures.ts";
import { makeConnection, noId, readInbox, someone } from "./fixtures.ts";

const hourMs = 3_600_000;
const tokenOf = (url: string) => url.split("/in/")[1] ?? "";
const actions = async (workspaceId: string) =>
  (await systemDb().select().from(auditEntries).where(eq(auditEntries.workspaceId, workspaceId))).map(
    ({ action }) => action,
  );

/** What the door accepts now and would accept later; polls, because a change reaches its cache by NOTIFY. */
const secretsAt = async (token: string, nowMs = Date.now()) => {
  const inbox = await findInbox(token);
  return inbox ? goodSecrets(inbox, nowMs) : null;
};

describe("inboxes made by hand", () => {
  test("a new inbox shows its address and secret once; neither is stored in the clear", async () => {
    const { workspaceId } = await makeWorkspace();
    const { id, url, secret } = await createInbox(workspaceId, { name: "Shop" }, someone);
    expect(url).toMatch(/^http:\/\/localhost:3000\/in\/[\w-]{43}$/);
    const row = await readInbox(id);
    expect(row?.tokenHash.equals(digest(tokenOf(url)))).toBe(true);
    const stored = JSON.stringify([row, await listInboxes(workspaceId)]);
    for (const clear of [tokenOf(url), secret ?? "?"]) {
      expect(stored).not.toContain(clear);
      expect(stored).not.toContain(Buffer.from(clear).toJSON().data.join(","));
    }
    expect(await actions(workspaceId)).toContain("inbox.create");
    expect(await listInboxes(workspaceId)).toMatchObject([
      { id, name: "Shop", signed: true, connected: false, oldSecret: null },
    ]);
  });

  test("a given secret is used, and an unsigned inbox has none", async () => {
    const { workspaceId } = await makeWorkspace();
    const given = await createInbox(workspaceId, { name: "a", secret: "given" }, someone);
    const unsigned = await createInbox(workspaceId, { name: "b", secret: null }, someone);
    expect(await secretsAt(tokenOf(given.url))).toEqual(["given"]);
    expect(unsigned.secret).toBeNull();
    expect((await findInbox(tokenOf(unsigned.url)))?.signed).toBe(false);
  });

  test("after a rotation both secrets are good, and the old one ends with its overlap", async () => {
    const { workspaceId } = await makeWorkspace();
    const { id, token, secret } = await makeInbox(workspaceId);
    const rotated = await rotateSecret(workspaceId, { inboxId: id, overlapHours: 2 }, someone);
    await expect.poll(() => secretsAt(token)).toEqual([rotated.secret, secret]);
    expect(await secretsAt(token, Date.now() + 2 * hourMs + 1)).toEqual([rotated.secret]);
    const [view] = await listInboxes(workspaceId);
    expect(Date.parse(view?.oldSecret?.until ?? "") - Date.now()).toBeGreaterThan(1.9 * hourMs);
    expect(await actions(workspaceId)).toContain("inbox.rotate_secret");
  });

  test("without an overlap the old secret is dead at once", async () => {
    const { workspaceId } = await makeWorkspace();
    const { id, token } = await makeInbox(workspaceId);
    const rotated = await rotateSecret(workspaceId, { inboxId: id, overlapHours: 0 }, someone);
    await expect.poll(() => secretsAt(token)).toEqual([rotated.secret]);
    expect((await listInboxes(workspaceId))[0]?.oldSecret).toBeNull();
  });

  test("an unsigned inbox has nothing to rotate", async () => {
    const { workspaceId } = await makeWorkspace();
    const { id } = await makeInbox(workspaceId, { secret: null });
    await expect(rotateSecret(workspaceId, { inboxId: id, overlapHours: 1 }, someone)).rejects.toMatchObject({
      reason: "inbox.unsigned",
    });
  });

  test("a replaced address works and the old one is dead", async () => {
    const { workspaceId } = await makeWorkspace();
    const { id, token, secret } = await makeInbox(workspaceId);
    expect(await secretsAt(token)).toEqual([secret]);
    const { url } = await replaceUrl(workspaceId, id, someone);
    expect(await secretsAt(tokenOf(url))).toEqual([secret]);
    await expect.poll(() => findInbox(token)).toBeNull();
    expect((await showUrl(workspaceId, id, someone)).url).toBe(url);
    expect(await actions(workspaceId)).toEqual(
      expect.arrayContaining(["inbox.replace_url", "inbox.show_url"]),
    );
  });

  test("every process hears which inbox changed", async () => {
    const { workspaceId } = await makeWorkspace();
    const heard: string[] = [];
    const listening = await systemSql().listen("moltdesk_inboxes", (id) => heard.push(id));
    const { id } = await makeInbox(workspaceId);
    await rotateSecret(workspaceId, { inboxId: id, overlapHours: 1 }, someone);
    await replaceUrl(workspaceId, id, someone);
    await expect.poll(() => heard).toEqual([id, id, id]);
    await listening.unlisten();
  });

  test("an inbox of another workspace is not found and stays as it is", async () => {
    const [ours, theirs] = [await makeWorkspace(), await makeWorkspace()];
    const { id } = await makeInbox(theirs.workspaceId);
    const before = await readInbox(id);
    for (const inboxId of [id, noId]) {
      for (const attempt of [
        () => rotateSecret(ours.workspaceId, { inboxId, overlapHours: 1 }, someone),
        () => replaceUrl(ours.workspaceId, inboxId, someone),
        () => showUrl(ours.workspaceId, inboxId, someone),
      ]) {
        await expect(attempt()).rejects.toMatchObject({ code: "not_found", reason: "inbox.not_found" });
      }
    }
    const connectionId = await makeConnection(theirs.workspaceId);
    await expect(createInbox(ours.workspaceId, { name: "x", connectionId }, someone)).rejects.toThrow();
    expect(await readInbox(id)).toEqual(before);
    expect(await listInboxes(ours.workspaceId)).toEqual([]);
  });

  test("input: a name is needed, and an overlap is 0 to 168 whole hours", () => {
    expect(createInboxSchema.parse({ name: " Shop " })).toEqual({ name: "Shop", unsigned: false });
    expect(createInboxSchema.safeParse({ name: "  " }).success).toBe(false);
    const hours = (overlapHours: number) =>
      rotateSecretSchema.safeParse({ inboxId: noId, overlapHours }).success;
    expect([0, 168, -1, 169, 1.5].map(hours)).toEqual([true, true, false, false, false]);
  });
});

describe("the inbox that MoltFlow delivers to", () => {
  let sandbox: RunningSandbox;
  let desk: Awaited<ReturnType<typeof makeDesk>>;
  let inbox: Awaited<ReturnType<typeof makeInbox>>;
  beforeAll(async () => {
    sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
  });
  afterAll(async () => {
    await sandbox.close();
    expect(sandbox.contractViolations).toEqual([]);
  });

  beforeEach(async () => {
    sandbox.sandbox.faults.clear();
    desk = await makeDesk(sandbox);
    const { workspaceId, connectionId } = desk;
    inbox = await makeInbox(workspaceId, { connectionId });
    const response = await fetch(`${sandbox.url}/api/v2/webhooks`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": desk.key },
      body: JSON.stringify({
        name: "desk",
        url: inbox.url,
        events: ["message.sent"],
        secret: inbox.secret,
      }),
    });
    const { id } = (await response.json()) as { id: string };
    await systemDb()
      .update(connections)
      .set({ upstreamWebhookId: id })
      .where(eq(connections.id, connectionId));
  });

  const upstream = () => sandbox.sandbox.store.webhooks.of(desk.tenantId)[0];
  const fault = (change: Partial<Fault> & Pick<Fault, "kind">) =>
    fetch(`${sandbox.url}/_sandbox/faults`, {
      method: "POST",
      body: JSON.stringify({ tenantId: desk.tenantId, ...change }),
    });
  const rotate = (overlapHours = 1) =>
    rotateSecret(desk.workspaceId, { inboxId: inbox.id, overlapHours }, someone);

  test("a rotation gives MoltFlow the new secret, and nobody else", async () => {
    expect(await rotate()).toEqual({ secret: null });
    const next = upstream()?.secret;
    expect(next).not.toBe(inbox.secret);
    await expect.poll(() => secretsAt(inbox.token)).toEqual([next, inbox.secret]);
    expect(await secretsAt(inbox.token, Date.now() + hourMs + 1)).toEqual([next]);
  });

  test("a refused rotation leaves everything as it was and says so", async () => {
    await fault({ kind: "rate_limited", operation: "updateWebhook" });
    await expect(rotate()).rejects.toMatchObject({
      reason: "inbox.rotation_refused",
      params: { kind: "rate_limited" },
    });
    expect(upstream()?.secret).toBe(inbox.secret);
    await expect.poll(() => secretsAt(inbox.token)).toEqual([inbox.secret]);
    expect(await listInboxes(desk.workspaceId)).toMatchObject([{ oldSecret: null }]);
  });

  test("when MoltFlow does not answer, whichever secret it signs with stays good until the next rotation", async () => {
    await fault({ kind: "timeout_after_work", operation: "updateWebhook", closeConnection: true, times: 1 });
    await expect(rotate()).rejects.toMatchObject({ reason: "inbox.rotation_unknown" });
    const inAYear = Date.now() + 365 * 24 * hourMs;
    await expect.poll(() => secretsAt(inbox.token, inAYear)).toEqual([upstream()?.secret, inbox.secret]);
    expect(await listInboxes(desk.workspaceId)).toMatchObject([{ oldSecret: { until: null } }]);
    await rotate(0);
    await expect.poll(() => secretsAt(inbox.token)).toEqual([upstream()?.secret]);
  });

  test("two rotations at once leave MoltFlow with a secret that is good for ever", async () => {
    const results = await Promise.allSettled([rotate(0), rotate(0), rotate(0)]);
    expect(results.some(({ status }) => status === "fulfilled")).toBe(true);
    await expect
      .poll(() => secretsAt(inbox.token, Date.now() + 365 * 24 * hourMs))
      .toEqual([upstream()?.secret]);
  });

  test("a replaced address is moved at MoltFlow too; a refusal changes nothing", async () => {
    await fault({ kind: "forbidden", reason: "scope", operation: "updateWebhook", times: 1 });
    await expect(replaceUrl(desk.workspaceId, inbox.id, someone)).rejects.toMatchObject({
      reason: "inbox.url_refused",
    });
    expect((await showUrl(desk.workspaceId, inbox.id, someone)).url).toBe(inbox.url);
    const { url } = await replaceUrl(desk.workspaceId, inbox.id, someone);
    expect(upstream()?.url).toBe(url);
    expect(await secretsAt(tokenOf(url))).toEqual([inbox.secret]);
  });

  test("a move that MoltFlow did but never confirmed is looked up and kept", async () => {
    await fault({ kind: "timeout_after_work", operation: "updateWebhook", closeConnection: true });
    const { url } = await replaceUrl(desk.workspaceId, inbox.id, someone);
    expect(upstream()?.url).toBe(url);
    expect((await showUrl(desk.workspaceId, inbox.id, someone)).url).toBe(url);
  });

  test("a change of an inbox in another process's hands is refused", async () => {
    await systemDb().transaction(async (tx) => {
      await tx.execute(`select pg_advisory_xact_lock(hashtextextended('inbox ${inbox.id}', 0))`);
      await expect(rotate()).rejects.toMatchObject({ reason: "inbox.busy" });
    });
    expect(upstream()?.secret).toBe(inbox.secret);
  });
});
