import { expect, test } from "vitest";
import { z } from "zod";
import { openSandbox } from "./support.ts";

const erasureShape = z.object({
  phone: z.string(),
  messages_deleted: z.number(),
  chats_anonymized: z.number(),
  group_members_anonymized: z.number(),
});

async function erase(sandbox: Awaited<ReturnType<typeof openSandbox>>, key: string, phone: string) {
  const reply = await sandbox.api(key, "POST", "/gdpr/contact-erasure", { phone });
  expect(reply.status).toBe(200);
  return erasureShape.parse(reply.json);
}

test("a contact is erased with or without @c.us: chats and words are gone, another's stay, a second time finds nothing", async () => {
  await using sandbox = await openSandbox({ strict: true });
  const { key, tenantId, sessionId, chat, chats } = await sandbox.workingTenant();
  const digits = chat.jid.split("@")[0] ?? "";
  await sandbox.control("POST", `/sessions/${sessionId}/receive`, { phone: `+${digits}`, text: "Forget me" });
  const first = await erase(sandbox, key, chat.jid);
  expect(first).toMatchObject({ phone: chat.jid, chats_anonymized: 1 });
  expect(first.messages_deleted).toBeGreaterThan(0);
  expect(JSON.stringify(sandbox.sandbox.store.snapshot())).not.toContain(digits);
  expect(sandbox.sandbox.store.chats.of(tenantId)).toHaveLength(chats.length - 1);
  expect(await erase(sandbox, key, `+${digits}`)).toMatchObject({ messages_deleted: 0, chats_anonymized: 0 });
  expect(sandbox.contractViolations).toEqual([]);
});

test("in groups the words stay and the person goes", async () => {
  await using sandbox = await openSandbox({ strict: true });
  const { key, tenantId } = await sandbox.workingTenant();
  const { groupMessages } = sandbox.sandbox.store;
  const said = groupMessages.of(tenantId);
  const phone = said[0]?.senderPhone ?? "";
  expect((await erase(sandbox, key, phone)).group_members_anonymized).toBe(1);
  expect(groupMessages.of(tenantId)).toHaveLength(said.length);
  expect(groupMessages.of(tenantId).map(({ senderPhone }) => senderPhone)).not.toContain(phone);
});

test("another tenant's chat with the same person is not touched", async () => {
  await using sandbox = await openSandbox({ strict: true });
  const [one, other] = [await sandbox.workingTenant(), await sandbox.workingTenant()];
  for (const { sessionId } of [one, other]) {
    await sandbox.control("POST", `/sessions/${sessionId}/receive`, {
      phone: "+4915112345678",
      text: "Hello",
    });
  }
  await erase(sandbox, one.key, "4915112345678@c.us");
  const jids = (tenantId: string) => sandbox.sandbox.store.chats.of(tenantId).map(({ jid }) => jid);
  expect(jids(one.tenantId)).not.toContain("4915112345678@c.us");
  expect(jids(other.tenantId)).toContain("4915112345678@c.us");
});

test("a key without gdpr:manage is refused and told the scope; settings can be read by any key", async () => {
  await using sandbox = await openSandbox({ strict: true });
  const { tenantId } = await sandbox.workingTenant();
  const made = await sandbox.control("POST", "/keys", { tenantId, scopes: ["messages:read"] });
  const { key } = z.object({ key: z.string() }).parse(made.json);
  for (const [method, path] of [
    ["POST", "/gdpr/contact-erasure"],
    ["GET", "/users/me/export"],
  ] as const) {
    const reply = await sandbox.api(
      key,
      method,
      path,
      method === "POST" ? { phone: "4915112345678" } : undefined,
    );
    expect(reply.status).toBe(403);
    expect(reply.headers.get("X-Required-Scopes")).toBe("gdpr:manage");
  }
  const settings = await sandbox.api(key, "GET", "/tenant/settings");
  expect(settings).toMatchObject({ status: 200, json: { ai_consent_enabled: false } });
});

test("an export holds every section of the tenant, and of no other", async () => {
  await using sandbox = await openSandbox({ strict: true });
  const [one, other] = [await sandbox.workingTenant(), await sandbox.workingTenant()];
  const reply = await sandbox.api(one.key, "GET", "/users/me/export");
  expect(Object.keys(z.record(z.string(), z.unknown()).parse(reply.json)).sort()).toEqual([
    "chats",
    "groups",
    "labels",
    "messages",
    "profile",
    "sessions",
    "webhooks",
  ]);
  const text = JSON.stringify(reply.json);
  expect(text).toContain(one.sessionId);
  expect(text).not.toContain(other.sessionId);
});
