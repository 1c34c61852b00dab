import { expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { openSandbox } from "./support.ts";

const dayMs = 86_400_000;
const keyShape = z.object({ keyId: z.string(), key: z.string() });
const createdShape = z.object({ id: z.string(), raw_key: z.string() });

test("a call without a key or with an unknown one is not authenticated", async () => {
  await using sandbox = await openSandbox();
  for (const key of ["", "mf_unknown"]) {
    const reply = await sandbox.api(key, "GET", "/sessions");
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual({ detail: "Not authenticated" });
    expect(reply.headers.get("x-ratelimit-remaining")).toBeNull();
  }
});

test("a missing scope is refused and named, and manage includes read", async () => {
  await using sandbox = await openSandbox();
  const { tenantId } = await sandbox.tenant({ plan: "pro" });
  const { key } = keyShape.parse(
    (await sandbox.control("POST", "/keys", { tenantId, scopes: ["sessions:manage"] })).json,
  );
  expect((await sandbox.api(key, "GET", "/sessions")).status).toBe(200);
  const refused = await sandbox.api(key, "GET", "/webhooks");
  expect(refused.status).toBe(403);
  expect(refused.json).toEqual({ detail: "Missing required scope: webhooks:read" });
  expect(refused.headers.get("x-required-scopes")).toBe("webhooks:read");
});

test("read does not include manage, and nothing is changed by the refused call", async () => {
  await using sandbox = await openSandbox();
  const { tenantId, key: full } = await sandbox.tenant({ plan: "pro" });
  const { key } = keyShape.parse(
    (await sandbox.control("POST", "/keys", { tenantId, scopes: ["sessions:read"] })).json,
  );
  expect((await sandbox.api(key, "POST", "/sessions", { name: "Mine" })).status).toBe(403);
  expect((await sandbox.api(full, "GET", "/sessions")).json).toEqual([]);
});

test("an expired, revoked or rotated key stops working at once", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { key: owner } = await sandbox.tenant({ plan: "business" });
  const make = async (more: object = {}) => {
    const wish = { name: "bot", scopes: ["sessions:read"], ...more };
    return createdShape.parse((await sandbox.api(owner, "POST", "/api-keys", wish)).json);
  };
  const status = async (key: string) => (await sandbox.api(key, "GET", "/sessions")).status;

  const revoked = await make();
  expect(await status(revoked.raw_key)).toBe(200);
  await sandbox.api(owner, "DELETE", `/api-keys/${revoked.id}`);
  expect(await status(revoked.raw_key)).toBe(401);

  const old = await make();
  const rotated = createdShape.parse((await sandbox.api(owner, "POST", `/api-keys/${old.id}/rotate`)).json);
  expect(await status(old.raw_key)).toBe(401);
  expect(await status(rotated.raw_key)).toBe(200);

  const shortLived = await make({ expires_in_days: 1 });
  expect(await status(shortLived.raw_key)).toBe(200);
  await clock.advance(dayMs);
  expect(await status(shortLived.raw_key)).toBe(401);
});

test("a raw key is shown once: no later answer and no stored row of an API-made key holds it", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  const wish = { name: "bot", scopes: ["sessions:read"] };
  const created = createdShape.parse((await sandbox.api(key, "POST", "/api-keys", wish)).json);
  const listed = await sandbox.api(key, "GET", "/api-keys");
  expect(JSON.stringify(listed.json)).not.toContain(created.raw_key);
  expect(JSON.stringify(sandbox.sandbox.store.snapshot())).not.toContain(created.raw_key);
});

test("one tenant never reads or moves another tenant's session", async () => {
  await using sandbox = await openSandbox();
  const mine = await sandbox.workingTenant();
  const { key } = await sandbox.tenant({ plan: "pro" });
  for (const [method, path] of [
    ["GET", `/sessions/${mine.sessionId}`],
    ["POST", `/sessions/${mine.sessionId}/stop`],
    ["DELETE", `/sessions/${mine.sessionId}`],
    ["GET", `/messages/chats/${mine.sessionId}`],
  ] as const) {
    expect((await sandbox.api(key, method, path)).status).toBe(404);
  }
  expect(await sandbox.status(mine.key, mine.sessionId)).toBe("working");
});

test("what the contract lacks is 404, a wrong method 405, what the sandbox lacks 501 by name", async () => {
  await using sandbox = await openSandbox();
  const { key } = await sandbox.tenant({ plan: "pro" });
  expect(await sandbox.api(key, "GET", "/nowhere")).toMatchObject({
    status: 404,
    json: { detail: "Not Found" },
  });
  expect((await sandbox.api(key, "PUT", "/sessions")).status).toBe(405);
  const missing = await sandbox.api(key, "GET", "/leads");
  expect(missing.status).toBe(501);
  expect(missing.json).toMatchObject({ detail: expect.stringContaining("listLeads") });
});
