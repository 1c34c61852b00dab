import { expect, test } from "vitest";
import { z } from "zod";
import { openSandbox } from "./support.ts";

const label = z.object({
  id: z.string(),
  name: z.string(),
  color: z.string(),
  chat_count: z.number(),
  synced: z.boolean(),
});
const labels = z.array(label);
const chats = z.array(z.object({ wa_chat_id: z.string() }));

async function open(sandbox: Awaited<ReturnType<typeof openSandbox>>, wish: object = {}) {
  const reply = await sandbox.control("POST", "/tenants", { plan: "business", seed: "working", ...wish });
  const made = z.object({ key: z.string(), sessionId: z.string() }).parse(reply.json);
  const api = (method: string, path: string, body?: unknown) => {
    sandbox.sandbox.limiter.reset();
    return sandbox.api(made.key, method, path, body);
  };
  const named = async (name: string) =>
    labels.parse((await api("GET", "/labels")).json).find((each) => each.name === name);
  return { ...made, api, named };
}

test("a chat's set is replaced as a whole, and counts, chats and deletion follow it", async () => {
  await using sandbox = await openSandbox();
  const { api } = await open(sandbox);
  const make = async (name: string) =>
    label.parse((await api("POST", "/labels", { name, color: "#00AA11" })).json);
  const [one, two] = [await make("One"), await make("Two")];
  const chat = sandbox.sandbox.store.chats.find(({ jid }) => jid.endsWith("@lid"));
  const set = async (label_ids: string[]) =>
    labels.parse((await api("PUT", `/labels/chat/${chat?.jid}`, { label_ids })).json).map(({ name }) => name);
  expect(await set([one.id, two.id])).toEqual(["One", "Two"]);
  expect(await set([two.id])).toEqual(["Two"]);
  expect((await api("GET", `/labels/${one.id}`)).json).toMatchObject({ chat_count: 0 });
  expect((await api("GET", `/labels/${two.id}`)).json).toMatchObject({ chat_count: 1 });
  expect(chats.parse((await api("GET", `/labels/${two.id}/chats`)).json)).toEqual([
    { wa_chat_id: chat?.jid },
  ]);
  await api("DELETE", `/labels/${two.id}`);
  expect((await api("GET", `/labels/chat/${chat?.id}`)).json).toEqual([]);
  expect(sandbox.contractViolations).toEqual([]);
});

test("labels and chats of another tenant are not there", async () => {
  await using sandbox = await openSandbox();
  const [mine, theirs] = [await open(sandbox), await open(sandbox)];
  const own = await mine.named("VIP customer");
  const chat = sandbox.sandbox.store.chats.find(({ sessionId }) => sessionId === theirs.sessionId);
  expect((await theirs.api("GET", `/labels/${own?.id}`)).status).toBe(404);
  expect((await mine.api("GET", `/labels/chat/${chat?.id}`)).status).toBe(404);
  expect((await theirs.api("PUT", `/labels/chat/${chat?.id}`, { label_ids: [own?.id] })).status).toBe(400);
});

test("an import takes the app's colour for a name that both know, and a second one changes nothing", async () => {
  await using sandbox = await openSandbox();
  const { api, sessionId, named } = await open(sandbox);
  const before = await named("VIP customer");
  const pull = () => api("POST", `/labels/sync-from-whatsapp?session_id=${sessionId}`);
  expect((await pull()).json).toMatchObject({ imported: 2, updated: 1 });
  const after = await named("VIP customer");
  expect(after).toMatchObject({ id: before?.id, synced: true });
  expect(after?.color).not.toBe(before?.color);
  expect((await pull()).json).toMatchObject({ imported: 0, updated: 0, labels: [] });
});

test("a label that is synced stands in the app until it is changed here or there", async () => {
  await using sandbox = await openSandbox();
  const { api, sessionId, named } = await open(sandbox);
  const own = await named("Waiting for us");
  const synced = await api("POST", `/labels/${own?.id}/sync?session_id=${sessionId}`);
  expect(synced.json).toMatchObject({ synced: true });
  const app = () => sandbox.sandbox.store.sessions.get(sessionId)?.waLabels;
  expect(app()).toContainEqual({ name: own?.name, color: own?.color });
  const described = await api("PATCH", `/labels/${own?.id}`, { description: "Ours to do" });
  expect(described.json).toMatchObject({ synced: true });
  expect((await api("PATCH", `/labels/${own?.id}`, { color: "#123456" })).json).toMatchObject({
    synced: false,
  });
  const onPhone = { name: own?.name, color: "#654321" };
  await sandbox.control("POST", `/sessions/${sessionId}/wa-labels`, onPhone);
  expect((await api("POST", `/labels/sync-from-whatsapp?session_id=${sessionId}`)).json).toMatchObject({
    updated: 2,
  });
  expect(await named("Waiting for us")).toMatchObject({ color: "#654321", synced: true });
});

test("a number that is no business can neither take over labels nor give them", async () => {
  await using sandbox = await openSandbox();
  const { api, sessionId, named } = await open(sandbox, { business: false });
  const own = await named("VIP customer");
  const check = await api("GET", `/labels/business-check?session_id=${sessionId}`);
  expect(check.json).toEqual({ is_business: false, session_id: sessionId });
  for (const path of ["/labels/sync-from-whatsapp", `/labels/${own?.id}/sync`]) {
    expect(await api("POST", `${path}?session_id=${sessionId}`)).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining("Business") },
    });
  }
});
