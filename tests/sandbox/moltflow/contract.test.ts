import { expect, test } from "vitest";
import { z } from "zod";
import { loadContract } from "#sandbox/moltflow/contract.ts";
import { handlers } from "#sandbox/moltflow/routes/index.ts";
import { loadValidator } from "#sandbox/moltflow/validation.ts";
import { openReceiver, openSandbox } from "./support.ts";

const idShape = z.object({ id: z.string() });
const servedTags = [
  "sessions",
  "messages",
  "groups",
  "labels",
  "webhooks",
  "api-keys",
  "usage",
  "tenant",
  "gdpr",
];

test("every operation of the tags the sandbox promises is served", () => {
  const promised = loadContract()
    .operations.filter(({ tag }) => servedTags.includes(tag))
    .map(({ id }) => id);
  expect(promised.filter((id) => !(id in handlers))).toEqual([]);
  expect(promised).toHaveLength(11 + 7 + 12 + 11 + 6 + 5 + 3 + 2 + 2);
});

test("every served operation answers, refuses and reports as the contract says", async () => {
  await using receiver = await openReceiver();
  await using sandbox = await openSandbox({ strict: true });
  const { key, tenantId, sessionId, chat } = await sandbox.workingTenant();
  const ask = async (method: string, path: string, expected: number, body?: unknown) => {
    sandbox.sandbox.limiter.reset();
    const reply = await sandbox.api(key, method, path, body);
    expect({ method, path, status: reply.status, json: reply.json }).toMatchObject({
      method,
      path,
      status: expected,
    });
    return reply.json;
  };
  const unknown = "a1b2c3d4-e5f6-4789-8abc-def012345678";
  const events = loadContract().webhookEvents;
  const hook = idShape.parse(await ask("POST", "/webhooks", 201, { url: receiver.url, events, secret: "s" }));
  await ask("GET", "/webhooks", 200);
  await ask("GET", `/webhooks/${hook.id}`, 200);
  await ask("PATCH", `/webhooks/${hook.id}`, 200, { name: "Renamed" });
  await ask("PATCH", `/webhooks/${hook.id}`, 422, {});
  for (const event of events) {
    await ask("PATCH", `/webhooks/${hook.id}`, 200, { events: [event] });
    await ask("POST", `/webhooks/${hook.id}/test`, 200);
  }
  await ask("PATCH", `/webhooks/${hook.id}`, 200, { events });

  const fresh = idShape.parse(await ask("POST", "/sessions", 201, { name: "Second" }));
  await ask("POST", "/sessions", 422, { name: "" });
  await ask("GET", "/sessions", 200);
  await ask("GET", `/sessions/${fresh.id}`, 200);
  await ask("GET", "/sessions/nonsense", 422);
  await ask("GET", `/sessions/${unknown}`, 404);
  await ask("POST", `/sessions/${fresh.id}/start`, 200);
  await ask("POST", `/sessions/${fresh.id}/start`, 400);
  await ask("GET", `/sessions/${fresh.id}/qr`, 400);
  await expect.poll(() => sandbox.sandbox.store.sessions.get(fresh.id)?.status).toBe("qr_code");
  await ask("GET", `/sessions/${fresh.id}/qr`, 200);
  await ask("PATCH", `/sessions/${fresh.id}/settings`, 200, { auto_transcribe: true });
  await sandbox.control("POST", `/sessions/${fresh.id}/scan`);
  await ask("POST", `/sessions/${fresh.id}/restart`, 200);
  await ask("POST", `/sessions/${fresh.id}/stop`, 200);
  await ask("POST", `/sessions/${fresh.id}/logout`, 200);
  await ask("GET", `/groups/available/${fresh.id}`, 400);
  await ask("DELETE", `/sessions/${fresh.id}`, 200);
  const abort = new AbortController();
  await fetch(`${sandbox.url}/api/v2/sessions/${sessionId}/events`, {
    headers: { "X-API-Key": key },
    signal: abort.signal,
  });
  abort.abort();

  const target = { session_id: sessionId, chat_id: chat.jid };
  const sent = idShape.parse(await ask("POST", "/messages/send", 201, { ...target, message: "Hi" }));
  await ask("POST", "/messages/send/poll", 201, { ...target, title: "When?", options: ["A", "B"] });
  await ask("POST", "/messages/send/sticker", 201, { ...target, media_url: "https://files.example/a.webp" });
  await ask("POST", "/messages/send/gif", 201, { ...target, media_base64: "AAAA" });
  await ask("GET", `/messages/${sent.id}`, 200);
  await ask("GET", `/messages/${unknown}`, 404);
  await ask("GET", `/messages/chats/${sessionId}`, 200);
  await ask("GET", `/messages/chats/${sessionId}?limit=0`, 422);
  await ask("GET", `/messages/chat/${sessionId}/${chat.jid}`, 200);
  await ask("GET", `/messages/chat/${sessionId}/0@c.us`, 404);
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { phone: "+15550001111", text: "Hello" });

  const groups = z.object({ items: z.array(idShape) }).parse(await ask("GET", "/groups", 200));
  await ask("GET", `/groups/${groups.items[0]?.id}`, 200);
  await ask("GET", `/groups/${groups.items[0]?.id}/messages`, 200);
  await ask("GET", `/groups/${unknown}`, 404);
  await ask("GET", `/groups/available/${sessionId}`, 200);
  const { jid, id: unwatched } = sandbox.sandbox.store.groups.find(({ monitor }) => !monitor) ?? {};
  const watch = { session_id: sessionId, wa_group_id: jid };
  await ask("POST", "/groups", 422, { session_id: sessionId });
  await ask("POST", "/groups", 422, { ...watch, monitor_mode: "keywords" });
  await ask("POST", "/groups", 400, { ...watch, wa_group_id: "12@g.us" });
  await ask("POST", "/groups", 201, { ...watch, monitor_mode: "ai_analysis", monitor_prompt: "Find buyers" });
  await ask("POST", "/groups", 409, watch);
  await ask("PATCH", `/groups/${unwatched}`, 200, { monitor_mode: "keywords", monitor_keywords: ["gate"] });
  await ask("PATCH", `/groups/${unwatched}`, 422, {});
  await ask("PATCH", `/groups/${unwatched}`, 400, { lead_label_id: unknown });
  await ask("DELETE", `/groups/${unwatched}`, 200);
  await ask("DELETE", `/groups/${unwatched}`, 404);
  const people = { session_id: sessionId, participants: ["+15550001111", "15550000404"] };
  const nightShift = z
    .object({ wa_group_id: z.string() })
    .parse(await ask("POST", "/groups/create", 201, { ...people, name: "Night shift" }));
  await ask("POST", "/groups/create", 422, { ...people, name: "" });
  for (const path of ["participants/add", "participants/remove", "admin/promote", "admin/demote"]) {
    await ask("POST", `/groups/${nightShift.wa_group_id}/${path}`, 200, people);
    await ask("POST", `/groups/${nightShift.wa_group_id}/${path}`, 422, { ...people, participants: [] });
    await ask("POST", `/groups/${jid}/${path}`, 403, people);
    await ask("POST", `/groups/12@g.us/${path}`, 404, people);
  }

  await ask("GET", "/labels", 200);
  const label = idShape.parse(await ask("POST", "/labels", 201, { name: "Urgent", color: "#ff0000" }));
  await ask("POST", "/labels", 422, { name: "Urgent", color: "red" });
  await ask("GET", `/labels/${label.id}`, 200);
  await ask("GET", `/labels/${unknown}`, 404);
  await ask("PATCH", `/labels/${label.id}`, 200, { description: "At once" });
  await ask("PATCH", `/labels/${label.id}`, 422, {});
  await ask("PUT", `/labels/chat/${chat.jid}`, 200, { label_ids: [label.id] });
  await ask("PUT", `/labels/chat/${chat.jid}`, 400, { label_ids: [unknown] });
  await ask("PUT", "/labels/chat/0@c.us", 404, { label_ids: [] });
  await ask("GET", `/labels/chat/${chat.id}`, 200);
  await ask("GET", `/labels/${label.id}/chats`, 200);
  await ask("GET", `/labels/business-check?session_id=${sessionId}`, 200);
  await ask("GET", `/labels/business-check?session_id=${unknown}`, 422);
  await ask("GET", "/labels/business-check", 200);
  await ask("POST", "/labels/sync-from-whatsapp", 422);
  await ask("POST", `/labels/sync-from-whatsapp?session_id=${sessionId}`, 200);
  await ask("POST", `/labels/sync-from-whatsapp?session_id=${unknown}`, 400);
  await ask("POST", `/labels/${label.id}/sync?session_id=${sessionId}`, 200);
  await ask("DELETE", `/labels/${label.id}`, 200);
  await ask("DELETE", `/labels/${label.id}`, 404);

  await ask("GET", "/users/me", 200);
  await ask("PATCH", "/users/me", 200, { full_name: "Ada Quist", email: "ada@example.com" });
  const made = idShape.parse(
    await ask("POST", "/api-keys", 201, { name: "bot", scopes: ["*"], expires_in_days: 3 }),
  );
  await ask("POST", "/api-keys", 422, { name: "bot" });
  await ask("POST", "/api-keys", 400, { name: "bot", scopes: ["moon:read"] });
  await ask("GET", "/api-keys", 200);
  await ask("GET", `/api-keys/${made.id}`, 200);
  await ask("POST", `/api-keys/${made.id}/rotate`, 200);
  await ask("DELETE", `/api-keys/${made.id}`, 200);
  await ask("GET", "/billing/subscription", 200);
  await ask("GET", "/billing/plans", 200);
  await ask("GET", "/usage/current", 200);
  await ask("GET", "/usage/history?months=3", 200);
  await ask("GET", "/usage/daily?days=7", 200);
  await ask("GET", "/tenant/settings", 200);
  await ask("PATCH", "/tenant/settings", 200, { allowed_numbers: ["15550001111"], require_approval: true });
  await ask("GET", "/users/me/export", 200);
  await ask("POST", "/gdpr/contact-erasure", 200, { phone: chat.jid, reason: "gdpr_request" });
  await ask("POST", "/gdpr/contact-erasure", 400, { phone: "0@lid" });
  await ask("POST", "/gdpr/contact-erasure", 422, { reason: "gdpr_request" });
  await ask("DELETE", `/webhooks/${hook.id}`, 200);

  const served = new Set(sandbox.sandbox.requests.list().map(({ operation }) => operation));
  expect(Object.keys(handlers).filter((id) => !served.has(id))).toEqual([]);
  expect(sandbox.contractViolations).toEqual([]);
  expect(receiver.received.length).toBeGreaterThan(events.length);
  expect(sandbox.sandbox.store.tenants.get(tenantId)?.user.email).toBe("ada@example.com");
});

test("plans are public, and their limits are the contract's", async () => {
  await using sandbox = await openSandbox();
  const reply = await sandbox.api("", "GET", "/billing/plans");
  expect(reply.status).toBe(200);
  expect(reply.json).toMatchObject({
    plans: [10, 20, 40, 60].map((rate_limit_per_minute) => ({ rate_limit_per_minute })),
  });
});

test("an answer that breaks the contract is noticed: its body, its status, its headers", () => {
  const operation = loadContract().operations.find(({ id }) => id === "getSession");
  if (!operation) throw new Error("The contract has no getSession.");
  const { checkAnswer } = loadValidator();
  const headers = new Headers({ "X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "2" });
  const good = {
    id: "a1b2c3d4-e5f6-4789-8abc-def012345678",
    name: "A",
    status: "working",
    phone_number: null,
    is_business: false,
    created_at: "2026-02-11T10:00:00Z",
  };
  const check = (status: number, given: Headers, body: unknown) =>
    checkAnswer(operation, status, given, "application/json", body);
  expect(check(200, headers, good)).toEqual([]);
  expect(check(200, headers, { ...good, status: "sleeping" })).toHaveLength(1);
  expect(check(201, headers, good)).toEqual(["status 201 is not documented"]);
  expect(check(200, new Headers(), good)).toHaveLength(2);
});

test("a broken answer is collected, logged with its request, and a 500 when strict", async () => {
  await using sandbox = await openSandbox({ strict: true });
  const { key, sessionId } = await sandbox.workingTenant();
  const session = sandbox.sandbox.store.sessions.get(sessionId);
  if (session) session.id = "not-a-uuid";
  expect((await sandbox.api(key, "GET", "/sessions")).status).toBe(500);
  expect(sandbox.contractViolations).toHaveLength(1);
  expect(sandbox.sandbox.requests.list().at(-1)?.violations).toHaveLength(1);
});
