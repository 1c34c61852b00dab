import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { systemDb } from "#db/client.ts";
import { alerts, notices, outboxMessages, users } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { makeChat } from "#tests/support/factories.ts";
import { takeJobs } from "../inbox/fixtures.ts";
import { join } from "../members/fixtures.ts";
import { addRule, type Desk, handOnAll, makeDesk, person, readAlerts, readNotices, say } from "./fixtures.ts";

let desk: Desk;
let workspaceId: string;
beforeEach(async () => {
  desk = await makeDesk();
  workspaceId = desk.workspaceId;
});

const toOwner = { audience: "member" as const };
const told = async () => (await readNotices(workspaceId)).map(({ userId }) => userId);

describe("a notice", () => {
  test("counts what came since it was read, leads to the newest event, and is unread again", async () => {
    const rule = await addRule(desk, { ...toOwner, userId: desk.ownerId, name: "All of it" });
    await say(desk, "One");
    const second = await say(desk, "Two");
    await handOnAll(workspaceId);
    const [notice] = await readNotices(workspaceId);
    expect(notice).toMatchObject({
      ...{ userId: desk.ownerId, kind: "event", times: 2, eventId: second.id, numberId: desk.number.id },
      ...{ chat: null, params: { rule: "All of it" }, readAt: null },
      about: `${rule}:${desk.number.sessionId}:${person}`,
    });

    const chat = await makeChat(workspaceId, { sessionId: desk.number.sessionId, chatId: person });
    const third = await say(desk, "Three");
    await handOnAll(workspaceId);
    const [counted] = await readNotices(workspaceId);
    expect(counted).toMatchObject({ id: notice?.id, times: 3, eventId: third.id, chat });

    await systemDb().update(notices).set({ readAt: new Date() }).where(eq(notices.workspaceId, workspaceId));
    await say(desk, "Four");
    await handOnAll(workspaceId);
    const [again] = await readNotices(workspaceId);
    expect(again).toMatchObject({ id: notice?.id, times: 1, readAt: null });
    expect(again?.createdAt.getTime()).toBeGreaterThan(counted?.createdAt.getTime() ?? 0);
  });

  test("is one a member, rule and chat", async () => {
    await join(desk, "agent");
    await addRule(desk);
    await addRule(desk, { filter: { keywords: ["price"] } });
    await say(desk, "What is the price?");
    await say(desk, "Hello", { chatId: "2@c.us" });
    await handOnAll(workspaceId);
    expect(await readNotices(workspaceId)).toHaveLength(2 * 3);
  });
});

describe("nobody hears of what they may not see", () => {
  test("numbers that are not theirs, and chats that others take care of", async () => {
    const agents = {
      ofDesk: await join(desk, "agent", { onlyNumbers: [desk.number.id] }),
      ofNone: await join(desk, "agent", { onlyNumbers: [newId()] }),
      own: await join(desk, "agent", { assignedOnly: true }),
    };
    await addRule(desk, { audience: "role", role: "agent" });
    await say(desk, "Nobody's");
    await handOnAll(workspaceId);
    expect(await told()).toEqual([agents.ofDesk.userId]);
    await makeChat(workspaceId, {
      sessionId: desk.number.sessionId,
      ...{ chatId: "2@c.us", assigneeId: agents.own.userId },
    });
    await say(desk, "Theirs", { chatId: "2@c.us" });
    await handOnAll(workspaceId);
    expect((await told()).toSorted()).toEqual(
      [agents.ofDesk.userId, agents.ofDesk.userId, agents.own.userId].toSorted(),
    );
  });
});

test("whoever sent a message from here does not hear of it, however it is told", async () => {
  const agent = await join(desk, "agent");
  await addRule(desk, { filter: { direction: "outbound" } });
  const sent = (text: string, kind: "text" | "poll" = "text", authorId: string | null = agent.userId) =>
    systemDb()
      .insert(outboxMessages)
      .values({
        ...{ workspaceId, id: newId(), numberId: desk.number.id, chatId: person, text, kind, authorId },
        ...{ idempotencyKey: newId(), state: "sending", attemptedAt: new Date() },
      });
  await sent("From the desk");
  await sent("A or B?", "poll");
  await sent("On schedule", "text", null);
  const outbound = { event: "message.sent", direction: "outbound" };
  await say(desk, "From the desk", outbound);
  await say(desk, "A or B?\nA\nB", outbound);
  await handOnAll(workspaceId);
  expect(await readNotices(workspaceId)).toMatchObject([{ userId: desk.ownerId, times: 2 }]);
  await say(desk, "On schedule", outbound);
  await say(desk, "From the phone", outbound);
  await handOnAll(workspaceId);
  const counts = (await readNotices(workspaceId)).map(({ userId, times }) => [userId, times]);
  expect(Object.fromEntries(counts)).toEqual({ [desk.ownerId]: 4, [agent.userId]: 2 });
});

describe("pushes and mails", () => {
  test("wait in one row a member, channel, rule and chat, and their job is asked for once", async () => {
    const rule = await addRule(desk, { push: true, mail: "daily", inApp: false });
    await say(desk, "One");
    const second = await say(desk, "Two");
    await handOnAll(workspaceId);
    const rows = await readAlerts(workspaceId);
    const about = `${desk.number.sessionId}:${person}`;
    expect(rows).toMatchObject([
      { channel: "digest", times: 2, eventId: second.id, about, subscriptionId: rule },
      { channel: "push", times: 2, eventId: second.id, about, userId: desk.ownerId },
    ]);
    expect(await readNotices(workspaceId)).toEqual([]);
    const jobs = await takeJobs(workspaceId, "send-alerts");
    expect(jobs.map(({ payload }) => payload)).toEqual([
      { workspaceId, userId: desk.ownerId, channel: "digest" },
      { workspaceId, userId: desk.ownerId, channel: "push" },
    ]);
    await say(desk, "Three");
    await handOnAll(workspaceId);
    expect(await readAlerts(workspaceId)).toMatchObject([{ times: 3 }, { times: 3 }]);
    expect(await takeJobs(workspaceId, "send-alerts")).toEqual([]);
  });

  test("that something newer makes due earlier are asked for again", async () => {
    await addRule(desk, { push: true });
    await say(desk, "One");
    await handOnAll(workspaceId);
    await takeJobs(workspaceId, "send-alerts");
    const later = new Date(Date.now() + 3_600_000);
    await systemDb().update(alerts).set({ dueAt: later }).where(eq(alerts.workspaceId, workspaceId));
    await say(desk, "Two");
    await handOnAll(workspaceId);
    const [row] = await readAlerts(workspaceId);
    expect(row?.dueAt.getTime()).toBeLessThan(later.getTime());
    expect(await takeJobs(workspaceId, "send-alerts")).toHaveLength(1);
  });
});

test("a member who goes takes their notices along, and the others' go on", async () => {
  const agent = await join(desk, "agent");
  await addRule(desk);
  await say(desk, "One");
  await handOnAll(workspaceId);
  await systemDb().delete(users).where(eq(users.id, agent.userId));
  await say(desk, "Two");
  await handOnAll(workspaceId);
  expect(await readNotices(workspaceId)).toMatchObject([{ userId: desk.ownerId, times: 2 }]);
});
