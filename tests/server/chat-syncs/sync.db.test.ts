import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { chatSyncs, chats, messages, numbers, outboxMessages } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { reconcileDue, syncChats } from "#server/chat-syncs/jobs.ts";
import {
  cancelBackfill,
  pauseBackfill,
  resumeBackfill,
  startBackfill,
  startReconcile,
} from "#server/chat-syncs/start-sync.ts";
import { startNewMinute } from "#tests/support/budget.ts";
import { callsAt } from "../connections/fixtures.ts";
import { takeJobs } from "../inbox/fixtures.ts";
import { chatOf, type Desk, makeDesk, readRow, runSendJobs, sendTo } from "../messages/fixtures.ts";

let sandbox: RunningSandbox;
let desk: Desk;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
});
afterAll(async () => {
  await sandbox.close();
  expect(sandbox.contractViolations).toEqual([]);
});
beforeEach(async () => {
  desk = await makeDesk(sandbox);
});

const actor = { kind: "operator" } as const;
const start = () => startBackfill(desk.workspaceId, desk.number.id, actor);

/** Runs waiting steps, at most so many. A minute begins before each, so that the test does not have to wait. */
async function step(times = 200): Promise<number> {
  for (let ran = 0; ran < times; ran += 1) {
    const [job] = await takeJobs(desk.workspaceId, syncChats.name);
    if (!job) return ran;
    await startNewMinute(desk.connectionId);
    await syncChats.run(syncChats.payload.parse(job.payload));
  }
  return times;
}

async function read(kind: "backfill" | "reconcile" = "backfill") {
  const [row] = await systemDb()
    .select()
    .from(chatSyncs)
    .where(and(eq(chatSyncs.numberId, desk.number.id), eq(chatSyncs.kind, kind)));
  return row;
}
const ourMessages = () => systemDb().select().from(messages).where(eq(messages.numberId, desk.number.id));
const theirMessages = () => {
  const chatIds = new Set(
    sandbox.sandbox.store.chats.where(({ sessionId }) => sessionId === desk.sessionId).map(({ id }) => id),
  );
  return sandbox.sandbox.store.messages.where(({ chatId }) => chatIds.has(chatId));
};
/** Somebody writes to the number, and no event tells of it: the sandbox knows no webhook of ours. */
async function receive(text: string): Promise<void> {
  const body = JSON.stringify({ phone: "+5511988887777", text });
  const url = `${sandbox.url}/_sandbox/sessions/${desk.sessionId}/receive`;
  expect((await fetch(url, { method: "POST", body })).ok).toBe(true);
}

test("a back-fill brings the whole past once, one call a step, and nothing of it counts as unread", async () => {
  await start();
  const before = callsAt(sandbox, desk.tenantId).length;
  const steps = await step();
  expect(callsAt(sandbox, desk.tenantId).length - before).toBe(steps);
  const theirs = theirMessages();
  expect(theirs.length).toBeGreaterThan(0);
  expect(await ourMessages()).toHaveLength(theirs.length);
  expect(await read()).toMatchObject({ state: "done", messagesFound: theirs.length, failure: null });
  const row = await read();
  expect(row?.chatsDone).toBe(row?.chatsTotal);
  const unread = await systemDb().select().from(chats).where(eq(chats.workspaceId, desk.workspaceId));
  expect(unread.map(({ waitingSince }) => waitingSince)).toEqual(unread.map(() => null));

  await start();
  await step();
  expect(await read()).toMatchObject({ state: "done", messagesFound: 0 });
  expect(await ourMessages()).toHaveLength(theirs.length);
});

test("it stops where it is paused, goes on from there, and ends when it is cancelled", async () => {
  await start();
  await step(1);
  await pauseBackfill(desk.workspaceId, desk.number.id, actor);
  const paused = await read();
  await step();
  expect(await read()).toMatchObject({
    state: "paused",
    cursor: paused?.cursor,
    chatsDone: paused?.chatsDone,
  });

  await resumeBackfill(desk.workspaceId, desk.number.id, actor);
  await step(1);
  await cancelBackfill(desk.workspaceId, desk.number.id, actor);
  const had = (await ourMessages()).length;
  await step();
  expect((await read())?.state).toBe("cancelled");
  expect(await ourMessages()).toHaveLength(had);
  await expect(pauseBackfill(desk.workspaceId, desk.number.id, actor)).rejects.toMatchObject({
    reason: "chat_sync.not_running",
  });
  await expect(resumeBackfill(desk.workspaceId, desk.number.id, actor)).rejects.toMatchObject({
    reason: "chat_sync.not_paused",
  });
});

test("people who start it at once start one", async () => {
  await Promise.all([start(), start(), start()]);
  expect((await takeJobs(desk.workspaceId, syncChats.name)).length).toBe(1);
  expect((await read())?.run).toBe(1);
});

test("while chat history is switched off it stops with that cause, and Recheck goes on", async () => {
  const tenant = sandbox.sandbox.store.tenants.get(desk.tenantId);
  if (!tenant) throw new Error("The tenant is gone.");
  tenant.settings.chatHistoryAccessEnabled = false;
  await start();
  await step();
  expect(await read()).toMatchObject({ state: "failed", failure: "forbidden_history" });
  tenant.settings.chatHistoryAccessEnabled = true;
  await resumeBackfill(desk.workspaceId, desk.number.id, actor);
  await step();
  expect(await read()).toMatchObject({ state: "done", failure: null });
});

test("a step that is told to wait for its turn changes nothing, and says until when", async () => {
  await start();
  sandbox.sandbox.faults.add({
    kind: "rate_limited",
    remaining: 0,
    resetAfterMs: 30_000,
    withHeaders: true,
    rate: 1,
    times: 1,
    tenantId: desk.tenantId,
  });
  const [job] = await takeJobs(desk.workspaceId, syncChats.name);
  const run = () => syncChats.run(syncChats.payload.parse(job?.payload));
  await expect(run()).rejects.toMatchObject({
    kind: "rate_limited",
    retryAtMs: expect.any(Number),
  });
  await expect(run()).rejects.toMatchObject({ kind: "budget_wait", retryAtMs: expect.any(Number) });
  expect(await read()).toMatchObject({ state: "running", failure: null, chatsDone: 0 });
  await startNewMinute(desk.connectionId);
  await run();
  await step();
  expect((await read())?.state).toBe("done");
});

test("a search for gaps finds what no event told of, once, and leaves the past alone", async () => {
  await receive("Lost on the way");
  await receive("And this one");
  await startReconcile(desk.workspaceId, desk.number.id, actor);
  await step();
  expect(await read("reconcile")).toMatchObject({ state: "done", messagesFound: 2 });
  expect((await ourMessages()).map(({ text }) => text).toSorted()).toEqual([
    "And this one",
    "Lost on the way",
  ]);

  const before = callsAt(sandbox, desk.tenantId).length;
  await startReconcile(desk.workspaceId, desk.number.id, actor);
  await step();
  expect(await read("reconcile")).toMatchObject({ state: "done", messagesFound: 0 });
  // What is up to date is not read again; chats of the past, of which nothing is here, are.
  expect(callsAt(sandbox, desk.tenantId).length - before).toBeGreaterThanOrEqual(1);
});

test("a message of ours that the history has is known to be sent by the chat and by its outbox, and is one", async () => {
  const chat = await chatOf(desk);
  const { id } = await sendTo(desk, chat);
  await runSendJobs(desk);
  const forget = async (attemptedAt: Date) => {
    await systemDb()
      .update(outboxMessages)
      .set({ state: "unknown", cause: "timeout", evidence: null, attemptedAt })
      .where(eq(outboxMessages.id, id));
    await systemDb()
      .update(messages)
      .set({ status: "unknown", cause: "timeout", evidence: null, upstreamId: null, happenedAt: attemptedAt })
      .where(eq(messages.id, id));
  };
  const ours = async () => (await ourMessages()).filter(({ text }) => text === "See you at 3 pm");
  await forget(new Date());
  await start();
  await step();
  expect(await ours()).toMatchObject([{ id, status: expect.stringMatching(/^(sent|delivered|read)$/) }]);
  expect(await readRow(id)).toMatchObject({ state: "sent", cause: null, evidence: { seenIn: "history" } });

  // What has the same words a day later was typed by somebody on the phone.
  await forget(new Date(Date.now() - 25 * 3_600_000));
  await start();
  await step();
  expect((await ours()).map(({ status }) => status).toSorted()).toEqual([expect.any(String), "unknown"]);
  expect(await readRow(id)).toMatchObject({ state: "unknown" });
});

test("a number that came back is searched by itself, and a quiet one seldom", async () => {
  await reconcileDue.run({});
  expect(await takeJobs(desk.workspaceId, syncChats.name)).toEqual([]);
  const since = (ms: number) => new Date(Date.now() - ms);
  await systemDb()
    .update(numbers)
    .set({ createdAt: since(600_000), workingSince: since(60_000) })
    .where(eq(numbers.id, desk.number.id));
  await reconcileDue.run({});
  expect(await step()).toBeGreaterThan(0);
  await reconcileDue.run({});
  expect(await takeJobs(desk.workspaceId, syncChats.name)).toEqual([]);
  await systemDb()
    .update(chatSyncs)
    .set({ startedAt: since(3_700_000) })
    .where(eq(chatSyncs.numberId, desk.number.id));
  await systemDb()
    .update(numbers)
    .set({ workingSince: since(7_200_000) })
    .where(eq(numbers.id, desk.number.id));
  await reconcileDue.run({});
  expect(await takeJobs(desk.workspaceId, syncChats.name)).toHaveLength(1);

  // Its job is gone, as one is that failed too often.
  await reconcileDue.run({});
  expect(await takeJobs(desk.workspaceId, syncChats.name)).toEqual([]);
  await systemDb()
    .update(chatSyncs)
    .set({ startedAt: since(86_500_000) })
    .where(eq(chatSyncs.numberId, desk.number.id));
  await reconcileDue.run({});
  expect(await step()).toBeGreaterThan(0);
  expect(await read("reconcile")).toMatchObject({ state: "done", run: 3 });
});
