import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemDb, systemSql } from "#db/client.ts";
import { chats, connections, members, numbers } from "#db/schema/index.ts";
import { type RunningSandbox, startMoltflowSandbox } from "#sandbox/moltflow/server.ts";
import { newId } from "#server/core/ids.ts";
import { changeScheduled, sendScheduledNow } from "#server/messages/later/change-scheduled.ts";
import { sendLater } from "#server/messages/later/send-later-job.ts";
import { takeJobs } from "../inbox/fixtures.ts";
import { chatId, type Desk, makeDesk, ownerOf, runSendJobs, textsAt } from "./fixtures.ts";
import { makeLater } from "./later-fixtures.ts";

let sandbox: RunningSandbox;
let desk: Desk;
let chat: string;
let later: Awaited<ReturnType<typeof makeLater>>;
beforeAll(async () => {
  sandbox = await startMoltflowSandbox({ port: 0, tenants: "none", allowPrivateUrls: true });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  desk = await makeDesk(sandbox);
  later = await makeLater(desk);
  ({ chat } = later);
});

describe("at its time", () => {
  test("it becomes one message in its author's name, however often its job runs", async () => {
    const { id } = await later.schedule();
    const [job] = await takeJobs(desk.workspaceId, sendLater.name);
    const row = await later.read(id);
    expect(job?.runAt).toEqual(row?.sendAt);
    await later.moveTo(id, new Date(Date.now() - 1_000));
    const payload = sendLater.payload.parse(job?.payload);
    await Promise.all([sendLater.run(payload), sendLater.run(payload)]);
    await sendLater.run(payload);
    const [message, ...more] = await later.outbox();
    expect(more).toEqual([]);
    expect(message).toMatchObject({ text: "Good morning", authorId: desk.ownerId, state: "queued", chatId });
    expect(await later.read(id)).toMatchObject({ state: "sent", outboxId: message?.id, reason: null });
    await runSendJobs(desk);
    expect(textsAt(sandbox, desk)).toEqual(["Good morning"]);
  });

  test("a job that is killed in the middle leaves nothing half done, and runs again", async () => {
    const { id } = await later.schedule();
    const [job] = await takeJobs(desk.workspaceId, sendLater.name);
    await later.moveTo(id, new Date(Date.now() - 1_000));
    const payload = sendLater.payload.parse(job?.payload);
    // Whoever waits for the row that the job needs last has done everything else; then its connection is cut.
    await systemDb().transaction(async (tx) => {
      await tx.select().from(chats).where(eq(chats.id, chat)).for("update");
      const running = sendLater.run(payload);
      const isCut = expect(running).rejects.toThrow();
      const waiting = () => systemSql()<{ pid: number }[]>`
        select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      await expect.poll(async () => (await waiting()).length).toBe(1);
      const [backend] = await waiting();
      await systemSql()`select pg_terminate_backend(${backend?.pid ?? 0})`;
      await isCut;
    });
    expect(await later.outbox()).toEqual([]);
    expect(await later.read(id)).toMatchObject({ state: "waiting", outboxId: null });
    await sendLater.run(payload);
    expect(await later.outbox()).toHaveLength(1);
  });

  test("a job that comes too early waits on", async () => {
    const { id } = await later.schedule();
    for (const { payload } of await takeJobs(desk.workspaceId, sendLater.name)) {
      await sendLater.run(sendLater.payload.parse(payload));
    }
    expect(await later.read(id)).toMatchObject({ state: "waiting" });
    const [again] = await takeJobs(desk.workspaceId, sendLater.name);
    expect(again?.runAt).toEqual((await later.read(id))?.sendAt);
  });

  test("what is more than an hour late is not sent, and its author is told", async () => {
    const { id } = await later.schedule();
    await later.itIsTime(id, 3_600_000);
    expect(await later.read(id)).toMatchObject({ state: "failed", reason: "missed" });
    expect(await later.outbox()).toEqual([]);
    expect(await later.noticesOf(desk.ownerId)).toMatchObject([
      { kind: "send_later_failed", chat, about: id },
    ]);
  });
});

describe("when the contact writes first", () => {
  test("it is cancelled if that was asked for, and shown so at once", async () => {
    const { id } = await later.schedule({ cancelOnReply: true });
    await later.hear(new Date(Date.now() + 1_000));
    expect(await later.list()).toEqual([]);
    expect(await later.list("done")).toMatchObject([{ id, state: "cancelled", reason: "answered" }]);
    await expect(sendScheduledNow(desk.workspaceId, id, ownerOf(desk))).rejects.toMatchObject({
      reason: "scheduled.settled_already",
    });
    await later.itIsTime(id);
    expect(await later.read(id)).toMatchObject({ state: "cancelled", reason: "answered" });
    expect(await later.outbox()).toEqual([]);
  });

  test("what they wrote while it did not matter cancels nothing once it does; what they write then does", async () => {
    const [before, meanwhile] = [3_600_000, 1_800_000].map((ms) => new Date(Date.now() - ms));
    await systemDb().update(chats).set({ lastMessageAt: before }).where(eq(chats.id, chat));
    const { id } = await later.schedule();
    await later.hear(meanwhile ?? new Date());
    await systemDb().update(chats).set({ lastMessageAt: meanwhile }).where(eq(chats.id, chat));
    const asked = await changeScheduled(desk.workspaceId, { id, cancelOnReply: true }, ownerOf(desk));
    expect(asked).toMatchObject({ state: "waiting", cancelOnReply: true });
    await later.hear(new Date(Date.now() + 1_000));
    await expect(
      changeScheduled(desk.workspaceId, { id, cancelOnReply: true }, ownerOf(desk)),
    ).rejects.toMatchObject({ reason: "scheduled.settled_already" });
    await later.itIsTime(id);
    expect(await later.read(id)).toMatchObject({ state: "cancelled", reason: "answered" });
    expect(await later.outbox()).toEqual([]);
  });

  test("it goes out all the same if not", async () => {
    const { id } = await later.schedule();
    await later.hear(new Date(Date.now() + 1_000));
    await later.itIsTime(id);
    expect(await later.outbox()).toHaveLength(1);
  });

  test("what they wrote before, and is heard of only now, is no answer", async () => {
    await systemDb().update(chats).set({ lastMessageAt: new Date() }).where(eq(chats.id, chat));
    const { id } = await later.schedule({ cancelOnReply: true });
    await later.hear(new Date(Date.now() - 24 * 3_600_000));
    await later.itIsTime(id);
    expect(await later.read(id)).toMatchObject({ state: "sent" });
  });
});

describe("what stands in the way at its time", () => {
  test("the number is down, was taken away, or MoltFlow was disconnected", async () => {
    const obstacles = [
      [() => systemDb().update(numbers).set({ status: "failed" }), "number_not_working"],
      [() => systemDb().update(numbers).set({ status: "working", allowed: false }), "number_removed"],
    ] as const;
    for (const [obstruct, reason] of obstacles) {
      const { id } = await later.schedule();
      await obstruct().where(eq(numbers.id, desk.number.id));
      await later.itIsTime(id);
      expect(await later.read(id)).toMatchObject({ state: "failed", reason });
      await systemDb()
        .update(numbers)
        .set({ status: "working", allowed: true })
        .where(eq(numbers.id, desk.number.id));
    }
    const { id } = await later.schedule();
    await systemDb()
      .update(connections)
      .set({ disconnectedAt: new Date() })
      .where(eq(connections.id, desk.connectionId));
    await later.itIsTime(id);
    expect(await later.read(id)).toMatchObject({ state: "failed", reason: "connection_missing" });
    expect(await later.outbox()).toEqual([]);
    expect(await later.noticesOf(desk.ownerId)).toHaveLength(3);
  });

  test("its author may not send there any more", async () => {
    const agent = await later.makeAgent();
    const losses: Partial<typeof members.$inferInsert>[] = [
      { role: "viewer" },
      { role: "agent", onlyNumbers: [newId()] },
      { onlyNumbers: null, assignedOnly: true },
      { assignedOnly: false, suspendedAt: new Date() },
    ];
    for (const loss of losses) {
      const { id } = await later.schedule({}, agent.sender);
      await agent.change(loss);
      await later.itIsTime(id);
      expect(await later.read(id)).toMatchObject({ state: "failed", reason: "author_may_not" });
    }
    expect(await later.outbox()).toEqual([]);
    expect(await later.noticesOf(agent.id)).toHaveLength(3);
  });

  test("its author has left: whoever takes care of the chat is told", async () => {
    const agent = await later.makeAgent();
    const { id } = await later.schedule({}, agent.sender);
    await systemDb().update(chats).set({ assigneeId: desk.ownerId }).where(eq(chats.id, chat));
    await systemDb().delete(members).where(eq(members.userId, agent.id));
    await later.itIsTime(id);
    expect(await later.read(id)).toMatchObject({ state: "failed", reason: "author_left" });
    expect(await later.noticesOf(desk.ownerId)).toMatchObject([{ kind: "send_later_failed", chat }]);
  });
});
