import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chats, messages, outboxMessages } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { checkMessage } from "#server/messages/check-message.ts";
import { startNewMinute } from "#tests/support/budget.ts";
import { callsAt } from "../connections/fixtures.ts";
import { noId } from "../inbox/fixtures.ts";
import { chatOf, type Desk, makeDesk, ownerOf, readRow, runSendJobs, sendTo } from "./fixtures.ts";

let sandbox: RunningSandbox;
let desk: Desk;
let chat: string;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  desk = await makeDesk(sandbox);
  chat = await chatOf(desk);
});

const lineOf = async (id: string) => {
  const [line] = await systemDb().select().from(messages).where(eq(messages.id, id));
  if (!line) throw new Error("There is no such message.");
  return line;
};
const setLine = (id: string, to: Partial<typeof messages.$inferInsert>) =>
  systemDb().update(messages).set(to).where(eq(messages.id, id));
const setOutbox = (id: string, to: Partial<typeof outboxMessages.$inferInsert>) =>
  systemDb().update(outboxMessages).set(to).where(eq(outboxMessages.id, id));
const check = (id: string, place: Parameters<typeof checkMessage>[0] = desk.workspaceId) =>
  checkMessage(place, id, ownerOf(desk).actor);

/** A message that MoltFlow took. @returns our id */
async function taken(): Promise<string> {
  const { id } = await sendTo(desk, chat);
  await runSendJobs(desk);
  await startNewMinute(desk.connectionId);
  return id;
}
/** Has MoltFlow say this of it, whether the contract knows the word or not. */
async function say(id: string, status: string): Promise<void> {
  const { upstreamId } = await lineOf(id);
  const told = sandbox.sandbox.store.messages.get(upstreamId ?? "");
  if (!told) throw new Error("MoltFlow has no such message.");
  sandbox.sandbox.plans.get(told.id)?.();
  Object.assign(told, { status });
}

test("a message moves on as MoltFlow tells, and never back", async () => {
  const id = await taken();
  const steps = [
    ["pending", "sent"],
    ["delivered", "delivered"],
    ["sent", "delivered"],
    ["read", "read"],
    ["delivered", "read"],
    ["failed", "read"],
  ] as const;
  for (const [told, status] of steps) {
    await say(id, told);
    expect(await check(id), told).toEqual({ told, status });
    expect((await lineOf(id)).status).toBe(status);
  }
  expect(await lineOf(id)).toMatchObject({ evidence: "answer", cause: null });
  expect(await readRow(id)).toMatchObject({ state: "sent", evidence: { seenIn: "answer" } });
});

test("what MoltFlow could not send is told and changes nothing: a person looks at the phone", async () => {
  const id = await taken();
  await say(id, "failed");
  const before = await lineOf(id);
  expect(await check(id)).toEqual({ told: "failed", status: "sent" });
  expect(await lineOf(id)).toEqual(before);
});

test("a word that nobody knows changes nothing", async () => {
  const id = await taken();
  await say(id, "teleported");
  const before = await lineOf(id);
  expect(await check(id)).toEqual({ told: null, status: "sent" });
  expect(await lineOf(id)).toEqual(before);
});

test("asked of one that the outbox does not know to be sent, both know it afterwards, and nothing is counted twice", async () => {
  const id = await taken();
  for (const state of ["unknown", "failed", "sending", "queued"] as const) {
    await setOutbox(id, { state, cause: "timeout", evidence: null });
    await setLine(id, { status: "unknown", cause: "timeout" });
    await say(id, "delivered");
    const [counted] = await systemDb().select().from(chats).where(eq(chats.id, chat));
    expect(await check(id), state).toEqual({ told: "delivered", status: "delivered" });
    expect(await readRow(id)).toMatchObject({ state: "sent", cause: null, evidence: { seenIn: "answer" } });
    expect(await lineOf(id)).toMatchObject({ status: "delivered", cause: null, evidence: "answer" });
    const [after] = await systemDb().select().from(chats).where(eq(chats.id, chat));
    expect(after?.outboundCount).toBe(counted?.outboundCount);
    await startNewMinute(desk.connectionId);
  }
  expect(await systemDb().select().from(messages).where(eq(messages.chat, chat))).toHaveLength(1);
});

test("without an id of MoltFlow's, or out of sight, or a contact's, MoltFlow is not asked", async () => {
  const { id: queued } = await sendTo(desk, chat);
  const id = await taken();
  const before = callsAt(sandbox, desk.tenantId).length;
  await setLine(queued, { upstreamId: null });
  await expect(check(queued)).rejects.toMatchObject({ code: "conflict", reason: "message.not_taken" });
  const other = await makeDesk(sandbox);
  const places = [
    other.workspaceId,
    { workspaceId: desk.workspaceId, onlyNumbers: [newId()], assignedTo: null },
    { workspaceId: desk.workspaceId, onlyNumbers: null, assignedTo: newId() },
  ];
  for (const place of places) {
    await expect(check(id, place)).rejects.toMatchObject({ reason: "message.not_found" });
  }
  await expect(check(noId)).rejects.toMatchObject({ reason: "message.not_found" });
  await setLine(id, { direction: "inbound", status: "received" });
  await expect(check(id)).rejects.toMatchObject({ reason: "message.not_found" });
  expect(callsAt(sandbox, desk.tenantId)).toHaveLength(before);
});

test("one that is deleted while MoltFlow is asked does not come back", async () => {
  const id = await taken();
  await say(id, "read");
  const latency = { tenantId: desk.tenantId, operation: "getMessage", times: 1, ms: 500, rate: 1 } as const;
  sandbox.sandbox.faults.add({ kind: "latency", ...latency });
  const asking = check(id);
  // Struck once and gone: the call has arrived, and its answer waits. The log of calls has it only when answered.
  await expect.poll(() => sandbox.sandbox.faults.list()).toEqual([]);
  await systemDb().delete(messages).where(eq(messages.id, id));
  await expect(asking).rejects.toMatchObject({ reason: "message.not_found" });
  expect(await systemDb().select().from(messages).where(eq(messages.chat, chat))).toEqual([]);
});
