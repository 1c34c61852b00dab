import { expect, test } from "vitest";
import { z } from "zod";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { openSandbox } from "./support.ts";

const unknownId = "a1b2c3d4-e5f6-4789-8abc-def012345678";

test("the standard seed gives each plan its fixed key, a working number, chats, groups and room to send", async () => {
  await using sandbox = await openSandbox({ tenants: "standard" });
  for (const plan of ["free", "starter", "pro", "business"]) {
    const key = `mf_sandbox_${plan}`;
    expect((await sandbox.api(key, "GET", "/users/me")).json).toMatchObject({ plan, role: "owner" });
    const sessions = z.array(z.object({ id: z.string(), status: z.string() }));
    const [session] = sessions.parse((await sandbox.api(key, "GET", "/sessions")).json);
    expect(session?.status).toBe("working");
    const chats = z.array(
      z.object({ wa_chat_id: z.string(), message_count: z.number().positive(), is_group: z.boolean() }),
    );
    const listed = chats.parse((await sandbox.api(key, "GET", `/messages/chats/${session?.id}`)).json);
    expect(listed.filter((chat) => !chat.is_group).length).toBeGreaterThanOrEqual(4);
    expect((await sandbox.api(key, "GET", "/groups")).json).toMatchObject({ total: 1 });
    const chat_id = listed.find((chat) => !chat.is_group)?.wa_chat_id;
    const sending = { session_id: session?.id, chat_id, message: "Hello" };
    expect((await sandbox.api(key, "POST", "/messages/send", sending)).status).toBe(201);
  }
  expect(sandbox.contractViolations).toEqual([]);
});

test("a fresh tenant is empty unless a working number is asked for", async () => {
  await using sandbox = await openSandbox();
  const empty = await sandbox.tenant({ plan: "starter" });
  expect(empty).toMatchObject({ sessionId: null, chats: [] });
  expect((await sandbox.api(empty.key, "GET", "/sessions")).json).toEqual([]);
  const working = await sandbox.workingTenant();
  expect(working.key).not.toBe(empty.key);
  expect(await sandbox.status(working.key, working.sessionId)).toBe("working");
});

test("impossible wishes are refused with the reason", async () => {
  await using sandbox = await openSandbox();
  const { key, sessionId } = await sandbox.workingTenant();
  const post = (path: string, body?: unknown) => sandbox.control("POST", path, body);
  expect((await post("/tenants", { plan: "gold" })).status).toBe(400);
  expect((await post("/tenants", { plan: "pro", color: "red" })).status).toBe(400);
  expect((await post(`/sessions/${unknownId}/scan`)).status).toBe(404);
  expect(await post(`/sessions/${sessionId}/scan`)).toMatchObject({
    status: 409,
    json: { error: expect.stringContaining("no QR code") },
  });
  expect((await post(`/sessions/${sessionId}/receive`, { text: "From nobody" })).status).toBe(400);
  expect((await post("/clock/advance", { ms: 1 })).status).toBe(409);
  await sandbox.api(key, "POST", `/sessions/${sessionId}/stop`);
  expect((await post(`/sessions/${sessionId}/drop`)).status).toBe(409);
  expect((await post(`/sessions/${sessionId}/receive`, { phone: "+15550001111", text: "Hi" })).status).toBe(
    409,
  );
  const notJson = await fetch(`${sandbox.url}/_sandbox/tenants`, { method: "POST", body: "{oops" });
  expect(notJson.status).toBe(400);
});

test("a page of another site cannot use the control API", async () => {
  await using sandbox = await openSandbox();
  const post = async (origin: string) =>
    (await fetch(`${sandbox.url}/_sandbox/reset`, { method: "POST", headers: { Origin: origin } })).status;
  expect(await post("https://evil.example")).toBe(403);
  expect(await post("null")).toBe(403);
  expect(await post(sandbox.url)).toBe(200);
});

test("a manual clock is advanced over HTTP", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const before = clock.now();
  expect((await sandbox.control("POST", "/clock/advance", { ms: 90_000 })).status).toBe(200);
  expect(clock.now()).toBe(before + 90_000);
});

test("with traffic on, people write to the tenant's number; 0 stops them", async () => {
  const clock = manualClock();
  await using sandbox = await openSandbox({ clock });
  const { tenantId } = await sandbox.workingTenant();
  const inbound = () => sandbox.sandbox.store.snapshot().messages.length;
  const before = inbound();
  await sandbox.control("POST", `/tenants/${tenantId}/traffic`, { everyMs: 2_000 });
  await clock.advance(60_000);
  const after = inbound();
  expect(after - before).toBeGreaterThanOrEqual(20);
  expect(after - before).toBeLessThanOrEqual(60);
  await sandbox.control("POST", `/tenants/${tenantId}/traffic`, { everyMs: 0 });
  await clock.advance(60_000);
  expect(inbound()).toBe(after);
});

test("the request log tells method, path, status, tenant and continues from a number", async () => {
  await using sandbox = await openSandbox();
  const { key, tenantId } = await sandbox.tenant({ plan: "pro" });
  await sandbox.api(key, "GET", "/sessions?token=secret");
  await sandbox.api("", "GET", "/sessions");
  const entry = z.object({ number: z.number(), path: z.string() }).loose();
  const list = async (query = "") =>
    z.array(entry).parse((await sandbox.control("GET", `/requests${query}`)).json);
  const all = await list();
  expect(all).toMatchObject([
    { method: "GET", path: "/api/v2/sessions", status: 200, tenantId, operation: "listSessions" },
    { status: 401, tenantId: null },
  ]);
  expect(await list(`?after=${all[0]?.number}`)).toEqual(all.slice(1));
});

test("state shows tenants with keys, sessions and no digest", async () => {
  await using sandbox = await openSandbox();
  const { key, tenantId } = await sandbox.workingTenant();
  const { json } = await sandbox.control("GET", "/state");
  expect(json).toMatchObject({
    tenants: [{ id: tenantId, keys: [{ shownKey: key }], sessions: [{ status: "working" }] }],
  });
  expect(JSON.stringify(json)).not.toContain("digest");
});

test("a reset brings back the seeded start: same keys and ids, no faults, nothing logged", async () => {
  await using sandbox = await openSandbox({ tenants: "standard", clock: manualClock() });
  const start = sandbox.sandbox.store.snapshot();
  await sandbox.control("POST", "/tenants", { plan: "pro", seed: "working" });
  await sandbox.control("POST", "/faults", { kind: "server_error" });
  await sandbox.api("mf_sandbox_pro", "GET", "/sessions");
  await sandbox.control("POST", "/reset");
  expect(sandbox.sandbox.store.snapshot()).toEqual(start);
  expect(sandbox.sandbox.faults.list()).toEqual([]);
  expect(sandbox.sandbox.requests.list()).toEqual([]);
});
