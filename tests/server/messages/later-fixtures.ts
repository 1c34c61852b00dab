import { and, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { members, messages, notices, outboxMessages, scheduledMessages } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { listScheduled } from "#server/messages/later/reads.ts";
import { scheduleMessage } from "#server/messages/later/schedule-message.ts";
import type { ScheduleInput } from "#server/messages/later/schemas.ts";
import { sendLater } from "#server/messages/later/send-later-job.ts";
import { makeUser } from "#tests/support/factories.ts";
import { takeJobs } from "../inbox/fixtures.ts";
import { chatOf, type Desk, ownerOf } from "./fixtures.ts";

/** What tests of messages that wait do with one chat of a desk. */
export async function makeLater(desk: Desk) {
  const chat = await chatOf(desk);
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const asked = (change: Partial<ScheduleInput> = {}): ScheduleInput => ({
    ...{ chat, content: { kind: "text", text: "Good morning" }, at: inAnHour(), timeZone: "Europe/Berlin" },
    ...{ cancelOnReply: false, idempotencyKey: newId(), ...change },
  });
  const schedule = (change: Partial<ScheduleInput> = {}, sender = ownerOf(desk)) =>
    scheduleMessage(desk.workspaceId, asked(change), sender);
  const read = async (id: string) =>
    (await systemDb().select().from(scheduledMessages).where(eq(scheduledMessages.id, id)))[0];
  const outbox = () =>
    systemDb().select().from(outboxMessages).where(eq(outboxMessages.workspaceId, desk.workspaceId));
  const list = async (shelf: "waiting" | "done" = "waiting") =>
    (await listScheduled(desk.workspaceId, { chat, shelf })).scheduled;
  const noticesOf = (userId: string) =>
    systemDb()
      .select()
      .from(notices)
      .where(and(eq(notices.workspaceId, desk.workspaceId), eq(notices.userId, userId)));

  /** Has the time of a message come, without its jobs knowing. */
  const moveTo = (id: string, sendAt: Date) =>
    systemDb().update(scheduledMessages).set({ sendAt }).where(eq(scheduledMessages.id, id));
  async function itIsTime(id: string, late = 0): Promise<void> {
    await moveTo(id, new Date(Date.now() - 1_000 - late));
    for (const { payload } of await takeJobs(desk.workspaceId, sendLater.name)) {
      await sendLater.run(sendLater.payload.parse(payload));
    }
  }

  /** The contact writes at `at`. */
  const hear = (at: Date) =>
    systemDb()
      .insert(messages)
      .values({
        ...{ workspaceId: desk.workspaceId, id: newId(), chat, numberId: desk.number.id, text: "Hi" },
        ...{ direction: "inbound", kind: "text", authorKind: "contact", status: "received", happenedAt: at },
      });

  async function makeAgent() {
    const user = await makeUser();
    await systemDb()
      .insert(members)
      .values({ workspaceId: desk.workspaceId, userId: user.id, role: "agent" });
    const sender = { authorId: user.id, actor: { kind: "member", userId: user.id } as const };
    const change = (to: Partial<typeof members.$inferInsert>) =>
      systemDb().update(members).set(to).where(eq(members.userId, user.id));
    return { ...user, sender, change };
  }
  return {
    chat,
    inAnHour,
    asked,
    schedule,
    read,
    outbox,
    list,
    noticesOf,
    moveTo,
    itIsTime,
    hear,
    makeAgent,
  };
}
