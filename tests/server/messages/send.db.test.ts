import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { auditEntries, connections, numbers, outboxMessages } from "#db/schema/index.ts";
import type { Fault } from "#sandbox/moltflow/faults.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { endLostSend, sendMessage as sendMessageJob } from "#server/messages/jobs.ts";
import { sendMessageSchema } from "#server/messages/schemas.ts";
import { startNewMinute } from "#tests/support/budget.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { freePort } from "#tests/support/free-port.ts";
import { makeNumber, noId, received, storeEvent, takeJobs } from "../inbox/fixtures.ts";
import { type Desk, makeDesk, readRow, runSendJobs, send, sending, textsAt } from "./fixtures.ts";

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
afterEach(() => sandbox.sandbox.faults.clear());

const fault = (change: Partial<Fault> & Pick<Fault, "kind">) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: "POST",
    body: JSON.stringify({ tenantId: desk.tenantId, operation: "sendText", ...change }),
  });
const rows = () =>
  systemDb().select().from(outboxMessages).where(eq(outboxMessages.workspaceId, desk.workspaceId));

test("a message goes out once and is sent with the answer's evidence", async () => {
  const { id, state, author } = await send(desk);
  expect({ state, author }).toMatchObject({ state: "queued", author: { email: desk.owner.email } });
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({
    state: "sent",
    cause: null,
    evidence: { upstreamMessageId: expect.any(String), seenIn: "answer" },
    settledAt: expect.any(Date),
  });
  await sendMessageJob.run({ workspaceId: desk.workspaceId, messageId: id, attempt: 1 });
  expect(textsAt(sandbox, desk)).toEqual(["See you at 3 pm"]);
});

test("a send that MoltFlow never answers is unknown, and is not tried again by itself", {
  timeout: 40_000,
}, async () => {
  await fault({ kind: "hang", times: 1 });
  const { id } = await send(desk);
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "unknown", cause: "timeout" });
  await sendMessageJob.run({ workspaceId: desk.workspaceId, messageId: id, attempt: 1 });
  expect(await runSendJobs(desk)).toEqual([]);
  expect(textsAt(sandbox, desk)).toEqual([]);
});

test("the record of a send names who and where, not the words", async () => {
  const { id } = await send(desk, { text: "private words" });
  const entries = await systemDb()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.workspaceId, desk.workspaceId));
  const sent = entries.find(({ action }) => action === "message.send");
  expect(sent).toMatchObject({ target: id, actorId: desk.ownerId, details: { numberId: desk.number.id } });
  expect(JSON.stringify(entries)).not.toContain("private words");
});

test("a double click is one message, also when both requests run at once", async () => {
  const idempotencyKey = newId();
  const ids = await Promise.all([1, 2, 3].map(async () => (await send(desk, { idempotencyKey })).id));
  expect(new Set(ids).size).toBe(1);
  expect(await rows()).toHaveLength(1);
  await runSendJobs(desk);
  expect((await send(desk, { idempotencyKey })).state).toBe("sent");
  expect(textsAt(sandbox, desk)).toHaveLength(1);
});

test("a request that meets its twin before the twin has committed gets the twin's message", async () => {
  const { numberId, chatId, text, idempotencyKey } = sending(desk);
  const first = newId();
  const { second } = await systemDb().transaction(async (tx) => {
    await tx.insert(outboxMessages).values({
      ...{ workspaceId: desk.workspaceId, id: first, numberId, chatId, text, idempotencyKey },
      state: "queued",
    });
    const second = send(desk, { idempotencyKey });
    const waiting = () => systemSql()`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waiting()).length).toBe(1);
    return { second };
  });
  expect((await second).id).toBe(first);
});

test("the same key for other content is a conflict and changes nothing", async () => {
  const { idempotencyKey } = sending(desk);
  await send(desk, { idempotencyKey });
  for (const other of [{ text: "other" }, { chatId: "1@c.us" }]) {
    await expect(send(desk, { idempotencyKey, ...other })).rejects.toMatchObject({
      ...{ code: "conflict", reason: "message.key_reused" },
    });
  }
  expect(await rows()).toMatchObject([{ text: "See you at 3 pm" }]);
});

test("keys of different workspaces never meet", async () => {
  const other = await makeDesk(sandbox);
  const idempotencyKey = newId();
  const [ours, theirs] = [
    await send(desk, { idempotencyKey }),
    await send(other, { idempotencyKey, text: "x" }),
  ];
  expect(ours.id).not.toBe(theirs.id);
});

test("a number that is not working, or lost its connection, is refused with the cause", async () => {
  await systemDb().update(numbers).set({ status: "stopped" }).where(eq(numbers.id, desk.number.id));
  await expect(send(desk)).rejects.toMatchObject({
    reason: "message.number_not_working",
    params: { name: "Reception", status: "stopped" },
  });
  await systemDb()
    .update(connections)
    .set({ disconnectedAt: new Date() })
    .where(eq(connections.id, desk.connectionId));
  await expect(send(desk)).rejects.toMatchObject({ reason: "connection.missing" });
  expect(await rows()).toEqual([]);
});

test("numbers and events outside the workspace or its allowlist do not exist", async () => {
  const other = await makeDesk(sandbox);
  const hidden = await makeNumber(desk.workspaceId, desk.connectionId, { allowed: false });
  for (const numberId of [other.number.id, hidden.id, noId]) {
    await expect(send(desk, { numberId })).rejects.toMatchObject({ reason: "number.not_found" });
  }
  const [ours, theirs] = [
    await makeInbox(desk.workspaceId, { connectionId: desk.connectionId }),
    await makeInbox(other.workspaceId),
  ];
  const invisible = await storeEvent(desk.workspaceId, ours.id, received(hidden.sessionId, "hidden"));
  const foreign = await storeEvent(other.workspaceId, theirs.id, received("s", "foreign"));
  for (const answersEventId of [invisible.id, foreign.id, noId]) {
    await expect(send(desk, { answersEventId })).rejects.toMatchObject({ reason: "event.not_found" });
  }
  expect(await rows()).toEqual([]);
});

test("a number that leaves the allowlist while its message waits sends nothing", async () => {
  const { id } = await send(desk);
  await systemDb().update(numbers).set({ allowed: false }).where(eq(numbers.id, desk.number.id));
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "failed", cause: "number_removed" });
  expect(textsAt(sandbox, desk)).toEqual([]);
});

test("a disconnect while a message waits fails it with the cause", async () => {
  const { id } = await send(desk);
  await systemDb()
    .update(connections)
    .set({ disconnectedAt: new Date(), sealedKey: null })
    .where(eq(connections.id, desk.connectionId));
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "failed", cause: "connection_missing" });
});

test("what MoltFlow refuses has failed, with its kind", async () => {
  await systemDb().update(numbers).set({ sessionId: newId() }).where(eq(numbers.id, desk.number.id));
  const { id } = await send(desk);
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "failed", cause: "bad_state", evidence: null });
});

test("a server error leaves the message unknown, and it is not sent again", async () => {
  await fault({ kind: "server_error" });
  const { id } = await send(desk);
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "unknown", cause: "server_error" });
  sandbox.sandbox.faults.clear();
  await sendMessageJob.run({ workspaceId: desk.workspaceId, messageId: id, attempt: 1 });
  expect(await runSendJobs(desk)).toEqual([]);
  expect(textsAt(sandbox, desk)).toEqual([]);
});

test("past the rate limit the message waits until the limit resets, then goes out once", async () => {
  await fault({ kind: "rate_limited", times: 1 });
  const { id } = await send(desk);
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "queued", cause: "rate_limited", settledAt: null });
  const [runAt] = await runSendJobs(desk);
  expect(runAt?.getTime()).toBeGreaterThan(Date.now());
  // A job that comes too early is sent away: the whole account waits for the reset.
  expect(await readRow(id)).toMatchObject({ state: "queued", cause: "budget_wait", settledAt: null });
  expect(textsAt(sandbox, desk)).toEqual([]);
  await startNewMinute(desk.connectionId);
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "sent", cause: null });
  expect(textsAt(sandbox, desk)).toHaveLength(1);
});

test("five refusals by the rate limit are the end", async () => {
  await fault({ kind: "rate_limited" });
  const { id } = await send(desk);
  let tries = 0;
  while ((await runSendJobs(desk)).length > 0) {
    tries += 1;
    await startNewMinute(desk.connectionId);
  }
  expect(tries).toBe(5);
  expect(await readRow(id)).toMatchObject({ state: "failed", cause: "rate_limited" });
});

test("MoltFlow out of reach is tried again later", async () => {
  await systemDb()
    .update(connections)
    .set({ baseUrl: `http://127.0.0.1:${await freePort()}` })
    .where(eq(connections.id, desk.connectionId));
  const { id } = await send(desk);
  await runSendJobs(desk);
  expect(await readRow(id)).toMatchObject({ state: "queued", cause: "network" });
  await systemDb()
    .update(connections)
    .set({ baseUrl: sandbox.url })
    .where(eq(connections.id, desk.connectionId));
  await runSendJobs(desk);
  expect((await readRow(id)).state).toBe("sent");
});

test("a message that a stopped worker left in the middle is unknown and never sent again", async () => {
  const { id } = await send(desk);
  await systemDb()
    .update(outboxMessages)
    .set({ state: "sending", attemptedAt: new Date() })
    .where(eq(outboxMessages.id, id));
  await runSendJobs(desk);
  await sendMessageJob.run({ workspaceId: desk.workspaceId, messageId: id, attempt: 1 });
  expect(await readRow(id)).toMatchObject({ state: "unknown", cause: "worker_stopped" });
  expect(textsAt(sandbox, desk)).toEqual([]);
});

test("each attempt has a job that notices a killed worker, and only its own attempt", async () => {
  const { id } = await send(desk);
  await runSendJobs(desk);
  const [lost] = await takeJobs(desk.workspaceId, endLostSend.name);
  const payload = endLostSend.payload.parse(lost?.payload);
  expect(lost?.runAt.getTime()).toBe(Date.parse(payload.attemptedAt) + 60_000);
  await endLostSend.run(payload);
  expect((await readRow(id)).state).toBe("sent");

  const sendingAt = (attemptedAt: Date) =>
    systemDb().update(outboxMessages).set({ state: "sending", attemptedAt }).where(eq(outboxMessages.id, id));
  await sendingAt(new Date(Date.parse(payload.attemptedAt) + 1));
  await endLostSend.run(payload);
  expect((await readRow(id)).state).toBe("sending");
  await sendingAt(new Date(payload.attemptedAt));
  await endLostSend.run(payload);
  expect(await readRow(id)).toMatchObject({ state: "unknown", cause: "worker_stopped" });
});

test("input: words are needed, 4,096 characters fit, and the chat is an address", () => {
  const base = { numberId: noId, chatId: "123@c.us", text: "hi", idempotencyKey: "12345678" };
  const parse = (change: object) => sendMessageSchema.safeParse({ ...base, ...change });
  expect(parse({ text: "  hi \n" }).data).toMatchObject({ text: "hi" });
  expect(parse({ text: "x".repeat(4096) }).success).toBe(true);
  for (const chat of ["1@g.us", "abc-def@lid", "1@newsletter"]) {
    expect(parse({ chatId: chat }).success).toBe(true);
  }
  for (const wrong of [
    { text: " \n\t" },
    { text: "\0" },
    { text: "x".repeat(4097) },
    { chatId: "no address" },
    { chatId: "a b@c.us" },
    { chatId: "a\0b@c.us" },
    { chatId: "1@c.us@c.us" },
    { chatId: `${"1".repeat(200)}@c.us` },
    { idempotencyKey: "" },
  ]) {
    expect(parse(wrong).success, JSON.stringify(wrong).slice(0, 60)).toBe(false);
  }
});
