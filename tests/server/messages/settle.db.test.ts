import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { auditEntries, messages, numbers, outboxMessages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { reconcileSent } from "#server/messages/index.ts";
import { endLostSend, sendMessage as sendMessageJob } from "#server/messages/jobs.ts";
import { lookForSent } from "#server/messages/look-for-sent.ts";
import { resendMessage } from "#server/messages/resend-message.ts";
import { settleMessage } from "#server/messages/settle-message.ts";
import { startNewMinute } from "#tests/support/budget.ts";
import { takeJobs } from "../inbox/fixtures.ts";
import {
  chatId,
  chatOf,
  type Desk,
  makeDesk,
  ownerOf,
  readRow,
  runSendJobs,
  sendTo,
  textsAt,
} from "./fixtures.ts";

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
afterEach(() => sandbox.sandbox.faults.clear());

async function fault(kind: "server_error" | "timeout_after_work"): Promise<void> {
  const more = kind === "timeout_after_work" ? { closeConnection: true } : {};
  const response = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: "POST",
    body: JSON.stringify({ tenantId: desk.tenantId, operation: "sendText", kind, times: 1, ...more }),
  });
  expect(response.ok).toBe(true);
}
const resend = (id: string) => resendMessage(desk.workspaceId, id, ownerOf(desk));
const settle = (id: string, as: "sent" | "not_sent") =>
  settleMessage(desk.workspaceId, { id, as }, ownerOf(desk));
const lineOf = async (id: string) => (await systemDb().select().from(messages).where(eq(messages.id, id)))[0];
const setState = (id: string, change: Partial<typeof outboxMessages.$inferInsert>) =>
  systemDb().update(outboxMessages).set(change).where(eq(outboxMessages.id, id));

/** A message that MoltFlow refused; why is no more true. */
async function failed(): Promise<string> {
  const { id } = await sendTo(desk, chat);
  await systemDb().update(numbers).set({ sessionId: newId() }).where(eq(numbers.id, desk.number.id));
  await runSendJobs(desk);
  await systemDb().update(numbers).set({ sessionId: desk.sessionId }).where(eq(numbers.id, desk.number.id));
  expect((await readRow(id)).state).toBe("failed");
  return id;
}

/** A message of which nobody knows; `done`: MoltFlow sent it all the same. */
async function unknown({ done }: { done: boolean }): Promise<string> {
  const { id } = await sendTo(desk, chat);
  await fault(done ? "timeout_after_work" : "server_error");
  await runSendJobs(desk);
  expect((await readRow(id)).state).toBe("unknown");
  return id;
}

describe("sending again", () => {
  test("a failed message goes out as the same one, with its key, and its line follows", async () => {
    const id = await failed();
    expect(await lineOf(id)).toMatchObject({ status: "failed", cause: "bad_state" });
    const { idempotencyKey } = await readRow(id);
    expect(await resend(id)).toMatchObject({ id, state: "queued", cause: null });
    expect(await lineOf(id)).toMatchObject({ status: "queued", cause: null });
    await startNewMinute(desk.connectionId);
    await runSendJobs(desk);
    expect(await readRow(id)).toMatchObject({ state: "sent", idempotencyKey });
    expect(await lineOf(id)).toMatchObject({ status: "sent" });
    expect(textsAt(sandbox, desk)).toHaveLength(1);
  });

  test("of two who ask at once one sends it again, the other is told", async () => {
    const id = await failed();
    const results = await Promise.allSettled([resend(id), resend(id)]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { reason: "message.not_failed" },
    });
    await startNewMinute(desk.connectionId);
    await runSendJobs(desk);
    expect(textsAt(sandbox, desk)).toHaveLength(1);
  });

  test("what is unknown is not sent again until it is settled, and what was sent never is", async () => {
    const id = await unknown({ done: false });
    await expect(resend(id)).rejects.toMatchObject({ code: "conflict", reason: "message.unsettled" });
    await settle(id, "not_sent");
    await resend(id);
    await startNewMinute(desk.connectionId);
    await runSendJobs(desk);
    expect((await readRow(id)).state).toBe("sent");
    await expect(resend(id)).rejects.toMatchObject({ reason: "message.not_failed" });
    expect(textsAt(sandbox, desk)).toHaveLength(1);
  });

  test("the job of an earlier attempt cannot end the new one", async () => {
    const id = await failed();
    const [lost] = await takeJobs(desk.workspaceId, endLostSend.name);
    await resend(id);
    await setState(id, { state: "sending", attemptedAt: new Date() });
    await endLostSend.run(endLostSend.payload.parse(lost?.payload));
    expect((await readRow(id)).state).toBe("sending");
  });

  test("a number that is down, another workspace's message, and the audit", async () => {
    const id = await failed();
    const other = await makeDesk(sandbox);
    await expect(resendMessage(other.workspaceId, id, ownerOf(other))).rejects.toMatchObject({
      reason: "message.not_found",
    });
    await systemDb().update(numbers).set({ status: "stopped" }).where(eq(numbers.id, desk.number.id));
    await expect(resend(id)).rejects.toMatchObject({ reason: "message.number_not_working" });
    expect((await readRow(id)).state).toBe("failed");
    await systemDb().update(numbers).set({ status: "working" }).where(eq(numbers.id, desk.number.id));
    await resend(id);
    const entries = await systemDb()
      .select()
      .from(auditEntries)
      .where(eq(auditEntries.workspaceId, desk.workspaceId));
    expect(entries.find(({ action }) => action === "message.resend")).toMatchObject({ target: id });
    expect(JSON.stringify(entries)).not.toContain(chatId);
  });
});

describe("what a person says of an unknown message", () => {
  test("it arrived: it is sent, on their word, which the audit has", async () => {
    const id = await unknown({ done: true });
    expect(await settle(id, "sent")).toMatchObject({ state: "sent" });
    expect((await readRow(id)).evidence).toEqual({
      ...{ upstreamMessageId: null, seenIn: "member", userId: desk.ownerId },
    });
    expect(await lineOf(id)).toMatchObject({ status: "sent", evidence: desk.ownerId });
    await expect(settle(id, "not_sent")).rejects.toMatchObject({ reason: "message.settled_already" });
  });

  test("a program that stands for nobody cannot say it", async () => {
    const id = await unknown({ done: true });
    const token = { authorId: null, actor: { kind: "token", tokenId: newId(), userId: null } as const };
    expect(() => settleMessage(desk.workspaceId, { id, as: "sent" }, token)).toThrow(
      expect.objectContaining({ code: "forbidden", reason: "message.settled_by_nobody" }),
    );
  });

  test("an event that comes later knows better than who said that it was not sent", async () => {
    const id = await unknown({ done: true });
    await settle(id, "not_sent");
    const { attemptedAt } = await readRow(id);
    await inTenant(desk.workspaceId, (tx) =>
      reconcileSent(tx, {
        ...{ workspaceId: desk.workspaceId, eventId: newId(), sessionId: desk.sessionId, chatId },
        ...{ text: "See you at 3 pm", upstreamMessageId: newId() },
        receivedAt: new Date((attemptedAt?.getTime() ?? 0) + 60_000),
      }),
    );
    expect(await readRow(id)).toMatchObject({ state: "sent", cause: null });
    await expect(resend(id)).rejects.toMatchObject({ reason: "message.not_failed" });
  });
});

describe("looking into the chat a minute later", () => {
  const look = async () => {
    const jobs = await takeJobs(desk.workspaceId, lookForSent.name);
    await startNewMinute(desk.connectionId);
    for (const { payload } of jobs) await lookForSent.run(lookForSent.payload.parse(payload));
    return jobs;
  };

  test("what is found there was sent, and is sent no more", async () => {
    const id = await unknown({ done: true });
    const [job] = await look();
    expect(job?.runAt.getTime()).toBeGreaterThan(Date.now() + 50_000);
    expect(await readRow(id)).toMatchObject({
      ...{ state: "sent", cause: null },
      evidence: { seenIn: "history", upstreamMessageId: expect.any(String) },
    });
    expect(await lineOf(id)).toMatchObject({ status: "sent", evidence: "history" });
    expect(textsAt(sandbox, desk)).toHaveLength(1);
  });

  test("what is not found stays unknown, for a person to say", async () => {
    const id = await unknown({ done: false });
    await look();
    expect(await readRow(id)).toMatchObject({ state: "unknown", cause: "server_error" });
  });

  test("a message of the same words that is another's proof proves nothing", async () => {
    const { id: proven } = await sendTo(desk, chat);
    await runSendJobs(desk);
    const id = await unknown({ done: false });
    await setState(id, { attemptedAt: new Date(Date.now() - 1_000) });
    await look();
    expect(await readRow(proven)).toMatchObject({ state: "sent", evidence: { seenIn: "answer" } });
    expect((await readRow(id)).state).toBe("unknown");
  });

  test("without access to the past nothing is looked at, and the job is done", async () => {
    const id = await unknown({ done: true });
    const tenant = sandbox.sandbox.store.tenants.get(desk.tenantId);
    if (tenant) tenant.settings.chatHistoryAccessEnabled = false;
    await look();
    expect((await readRow(id)).state).toBe("unknown");
    expect(await takeJobs(desk.workspaceId, lookForSent.name)).toEqual([]);
  });
});

test("whatever people and workers do in whatever order, no message goes out twice unless a person said that it had not", async () => {
  const acts = fc.array(
    fc.constantFrom("run", "run", "fault", "lose", "resend", "sent", "not_sent", "look", "kill"),
    { minLength: 3, maxLength: 12 },
  );
  const ignore = () => undefined;
  await fc.assert(
    fc.asyncProperty(acts, async (steps) => {
      const words = newId();
      const { id } = await sendTo(desk, chat, { content: { kind: "text", text: words } });
      let excuses = 0;
      for (const step of steps) {
        await startNewMinute(desk.connectionId);
        if (step === "run") await runSendJobs(desk);
        if (step === "fault") await fault("server_error");
        if (step === "lose") await fault("timeout_after_work");
        if (step === "resend") await resend(id).catch(ignore);
        if (step === "sent") await settle(id, "sent").catch(ignore);
        if (step === "not_sent") await settle(id, "not_sent").then(() => excuses++, ignore);
        if (step === "look") await lookForSent.run({ workspaceId: desk.workspaceId, messageId: id });
        // The worker dies before it learns anything: whoever comes next finds `sending`.
        if (step === "kill" && (await readRow(id)).state === "queued") {
          await setState(id, { state: "sending", attemptedAt: new Date() });
          await sendMessageJob.run({ workspaceId: desk.workspaceId, messageId: id, attempt: 1 });
        }
      }
      sandbox.sandbox.faults.clear();
      const times = textsAt(sandbox, desk).filter((text) => text === words).length;
      expect(times).toBeLessThanOrEqual(1 + excuses);
      if ((await readRow(id)).evidence?.seenIn === "answer") expect(times).toBeGreaterThan(0);
    }),
    { numRuns: 25 },
  );
}, 60_000);
