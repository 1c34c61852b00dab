import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { manualClock } from "#sandbox/moltflow/clock.ts";
import { startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { openSandbox, sessionShape } from "./support.ts";

async function temporaryFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "moltflow-sandbox-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, "below", "state.json");
}

async function story(seed: number) {
  const clock = manualClock();
  await using sandbox = await openSandbox({ seed, clock, tenants: "standard" });
  const { tenantId, key, sessionId, chat } = await sandbox.workingTenant();
  await sandbox.control("POST", `/tenants/${tenantId}/traffic`, { everyMs: 1_500 });
  await clock.advance(30_000);
  const sending = { session_id: sessionId, chat_id: chat.jid, message: "Hello" };
  await sandbox.api(key, "POST", "/messages/send", sending);
  await clock.advance(10_000);
  return sandbox.sandbox.store.snapshot();
}

test("the same seed and the same calls give the same world, another seed another one", async () => {
  const first = await story(1);
  expect(await story(1)).toEqual(first);
  expect(await story(2)).not.toEqual(first);
});

test("paired numbers, keys and open messages survive a restart", async () => {
  const stateFile = await temporaryFile();
  const before = await openSandbox({ stateFile });
  const { key, sessionId, chat } = await before.workingTenant();
  const sending = { session_id: sessionId, chat_id: chat.jid, message: "Before the restart" };
  await before.api(key, "POST", "/messages/send", sending);
  await before.close();
  expect((await stat(stateFile)).mode & 0o777).toBe(0o600);

  await using after = await openSandbox({ stateFile, tenants: "standard" });
  expect(await after.status(key, sessionId)).toBe("working");
  expect(after.sandbox.store.tenants.all()).toHaveLength(1);
  const saved = () => after.sandbox.store.messages.find(({ text }) => text === "Before the restart");
  await expect.poll(() => saved()?.status, { timeout: 5_000 }).toBe("delivered");
});

test("ids and keys made after a restart never repeat the ones made before", async () => {
  const stateFile = await temporaryFile();
  const before = await openSandbox({ stateFile });
  const first = await before.tenant({ plan: "pro" });
  await before.close();
  await using after = await openSandbox({ stateFile });
  const second = await after.tenant({ plan: "pro" });
  expect(second.tenantId).not.toBe(first.tenantId);
  expect(second.key).not.toBe(first.key);
});

test("a session that was showing a code is stopped after a restart and can be started again", async () => {
  const stateFile = await temporaryFile();
  const clock = manualClock();
  const before = await openSandbox({ stateFile, clock });
  const { key } = await before.tenant({ plan: "pro" });
  const { id } = sessionShape.parse((await before.api(key, "POST", "/sessions", { name: "A" })).json);
  await before.api(key, "POST", `/sessions/${id}/start`);
  await clock.advance(700);
  expect(await before.status(key, id)).toBe("qr_code");
  await before.close();
  await using after = await openSandbox({ stateFile, clock });
  expect(await after.status(key, id)).toBe("stopped");
  expect((await after.api(key, "POST", `/sessions/${id}/start`)).status).toBe(200);
});

test("changes reach the file while the sandbox runs, not only when it closes", async () => {
  const stateFile = await temporaryFile();
  await using sandbox = await openSandbox({ stateFile });
  const { tenantId } = await sandbox.tenant({ plan: "pro" });
  await expect
    .poll(() => readFile(stateFile, "utf8").catch(() => ""), { timeout: 5_000 })
    .toContain(tenantId);
});

test("a state file that cannot be read stops the start and says what to do", async () => {
  const stateFile = await temporaryFile();
  await mkdir(dirname(stateFile));
  await writeFile(stateFile, "{half");
  await expect(startMoltflowSandbox({ port: 0, stateFile })).rejects.toThrow(/Delete the file/);
});

test("a state of an older sandbox opens: what it did not know gets its default, groups get people", async () => {
  const stateFile = await temporaryFile();
  const before = await openSandbox({ stateFile });
  const { key, sessionId } = await before.workingTenant();
  await before.close();
  const saved = JSON.parse(await readFile(stateFile, "utf8"));
  const without = (rows: Record<string, unknown>[], ...names: string[]) =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !names.includes(name))));
  const { state } = saved;
  state.sessions = without(state.sessions, "waLabels");
  state.chats = without(state.chats, "labelIds");
  state.messages = without(state.messages, "poll");
  state.groupMessages = without(state.groupMessages, "analysis", "awaitsAnalysis");
  state.labels = without(state.labels, "synced").map((label) => ({ ...label, chatCount: 0 }));
  state.groups = without(state.groups, "members").map((group) => ({
    ...group,
    participantCount: 12,
    monitor: group.monitor && { mode: "keywords", keywords: ["urgent"], isActive: true },
  }));
  await writeFile(stateFile, JSON.stringify(saved));

  await using after = await openSandbox({ stateFile, strict: true });
  expect((await after.api(key, "GET", "/labels")).json).toMatchObject([{ synced: false }, { chat_count: 0 }]);
  expect((await after.api(key, "GET", "/groups")).json).toMatchObject({
    items: [{ monitor_keywords: ["urgent"], auto_respond: false, webhook_url: null }],
  });
  const groups = after.sandbox.store.groups.where((group) => group.sessionId === sessionId);
  for (const { members } of groups) expect(members.length).toBeGreaterThan(6);
  expect(after.contractViolations).toEqual([]);
});

test("an analysis that the AI owed when the sandbox stopped comes after the restart", async () => {
  const stateFile = await temporaryFile();
  const clock = manualClock();
  const before = await openSandbox({ stateFile, clock });
  const { key, sessionId } = await before.workingTenant("pro");
  const group = before.sandbox.store.groups.find(({ monitor }) => monitor !== null);
  await before.api(key, "PATCH", `/groups/${group?.id}`, { monitor_mode: "ai_analysis" });
  const asked = { chatId: group?.jid, phone: "+15550001111", text: "What is the price?" };
  await before.control("POST", `/sessions/${sessionId}/receive`, asked);
  await before.close();
  await using after = await openSandbox({ stateFile, clock });
  const analysed = async () => (await after.api(key, "GET", `/groups/${group?.id}/messages?limit=1`)).json;
  expect(await analysed()).toMatchObject({ items: [{ ai_analysis: null }] });
  await clock.advance(2_500);
  expect(await analysed()).toMatchObject({ items: [{ ai_analysis: { intent: "buying_intent" } }] });
});
