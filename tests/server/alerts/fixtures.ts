import { and, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { alerts, alertTurns, chats, members, subscriptions } from "#db/schema/index.ts";
import { sendAlerts } from "#server/alerts/jobs.ts";
import type { AlertChannel } from "#server/alerts/turns.ts";
import { newId } from "#server/core/ids.ts";
import { received, storeEvent, takeJobs } from "#tests/server/inbox/fixtures.ts";
import {
  makeChat,
  makeConnectedNumber,
  makeInbox,
  makeUser,
  makeWorkspace,
} from "#tests/support/factories.ts";

export const contact = "5511999999999@c.us";

type RuleChange = Partial<typeof subscriptions.$inferInsert>;
type MemberChange = Partial<typeof members.$inferInsert>;

/** A workspace with a number, a chat called Ana and an agent who hears of it by push and mail. */
export async function makeAlertDesk({
  rule = {},
  member = {},
}: {
  rule?: RuleChange;
  member?: MemberChange;
} = {}) {
  const workspace = await makeWorkspace("Harbour Clinic");
  const { workspaceId } = workspace;
  const { numberId, sessionId } = await makeConnectedNumber(workspaceId);
  const number = { id: numberId, sessionId, name: "Front desk" };
  const inbox = await makeInbox(workspaceId);
  const reader = await makeUser();
  await systemDb()
    .insert(members)
    .values({ workspaceId, userId: reader.id, role: "agent", ...member });
  const ruleId = await makeRule(workspaceId, rule);
  const chat = await makeChat(workspaceId, { sessionId, chatId: contact });
  await systemDb().update(chats).set({ name: "Ana", phone: "5511999999999" }).where(eq(chats.id, chat));
  return { ...workspace, number, inboxId: inbox.id, reader, ruleId, chat };
}

export type AlertDesk = Awaited<ReturnType<typeof makeAlertDesk>>;

export async function makeRule(workspaceId: string, change: RuleChange = {}): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(subscriptions)
    .values({
      workspaceId,
      id,
      name: "Urgent words",
      audience: "everyone",
      push: true,
      mail: "at_once",
      ...change,
    });
  return id;
}

type News = {
  channel?: AlertChannel;
  times?: number;
  chatId?: string;
  body?: string;
  ruleId?: string;
  dueAt?: Date;
  userId?: string;
};

/** News as the fan-out writes them: an event that is stored, and a row for the reader. */
export async function makeNews(desk: AlertDesk, news: News = {}): Promise<string> {
  const { workspaceId, inboxId, number } = desk;
  const { chatId = contact, times = 1, channel = "mail", dueAt = new Date(), ruleId = desk.ruleId } = news;
  const body = news.body ?? received(number.sessionId, "the secret words").replace(contact, chatId);
  const { id: eventId } = await storeEvent(workspaceId, inboxId, body);
  const id = newId();
  await systemDb()
    .insert(alerts)
    .values({
      ...{ workspaceId, id, userId: news.userId ?? desk.reader.id, channel, subscriptionId: ruleId, eventId },
      ...{ numberId: number.id, about: `${number.sessionId}:${chatId}`, times, firstAt: dueAt, dueAt },
    });
  return id;
}

export const alertsOf = ({ workspaceId }: AlertDesk) =>
  systemDb().select().from(alerts).where(eq(alerts.workspaceId, workspaceId));

const targetOf = ({ workspaceId, reader }: AlertDesk, channel: AlertChannel) => ({
  ...{ workspaceId, userId: reader.id, channel },
});

/** Runs the job for the reader, as often as it asks to come again at once. */
export const tell = (desk: AlertDesk, channel: AlertChannel = "mail") =>
  sendAlerts.run(targetOf(desk, channel));

export const jobsOf = ({ workspaceId }: AlertDesk) => takeJobs(workspaceId, sendAlerts.name);

/** As if the pause after the last telling were over. */
export const endPause = ({ workspaceId, reader }: AlertDesk) =>
  systemDb()
    .update(alertTurns)
    .set({ notBefore: new Date(0) })
    .where(and(eq(alertTurns.workspaceId, workspaceId), eq(alertTurns.userId, reader.id)));
