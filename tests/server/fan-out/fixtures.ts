import { and, asc, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { alerts, deliveries, destinations, fanOutCursors, notices, subscriptions } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { takeTurn } from "#server/fan-out/take-turn.ts";
import { makeInbox } from "#tests/support/factories.ts";
import { envelope, makeConnection, makeNumber, storeEvent } from "../inbox/fixtures.ts";
import { makeTeam } from "../members/fixtures.ts";

export const person = "5511999999999@c.us";

/** A team without rules, with one allowed number whose events arrive at the connection's inbox. */
export async function makeDesk() {
  const team = await makeTeam();
  const { workspaceId } = team;
  await systemDb().delete(subscriptions).where(eq(subscriptions.workspaceId, workspaceId));
  const connectionId = await makeConnection(workspaceId);
  const number = await makeNumber(workspaceId, connectionId);
  const inbox = await makeInbox(workspaceId, { connectionId });
  return { ...team, connectionId, number, inboxId: inbox.id };
}
export type Desk = Awaited<ReturnType<typeof makeDesk>>;

export async function addRule(
  { workspaceId }: { workspaceId: string },
  values: Partial<typeof subscriptions.$inferInsert> = {},
): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(subscriptions)
    .values({ workspaceId, id, name: "Rule", audience: "everyone", ...values });
  return id;
}

export async function addDestination(
  { workspaceId }: { workspaceId: string },
  values: Partial<typeof destinations.$inferInsert> = {},
): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(destinations)
    .values({
      ...{ workspaceId, id, name: "Program", url: "https://example.com/", sealedSecret: Buffer.alloc(1) },
      ...values,
    });
  return id;
}

/** Stores a message of the desk's number. @returns the event's id and seq */
export const say = (
  { workspaceId, inboxId, number }: Desk,
  message: string,
  {
    chatId = person,
    sessionId = number.sessionId,
    event = "message.received",
    direction = "inbound",
    ...rest
  } = {},
) =>
  storeEvent(
    workspaceId,
    inboxId,
    envelope(event, { session_id: sessionId, chat_id: chatId, message, direction, ...rest }),
  );

/** Takes turns until nothing waits. */
export async function handOnAll(workspaceId: string): Promise<void> {
  for (;;) if (!(await takeTurn(workspaceId)).hasMore) return;
}

export const readNotices = (workspaceId: string) =>
  systemDb()
    .select()
    .from(notices)
    .where(and(eq(notices.workspaceId, workspaceId), eq(notices.kind, "event")))
    .orderBy(asc(notices.userId), asc(notices.about));

export const readAlerts = (workspaceId: string) =>
  systemDb()
    .select()
    .from(alerts)
    .where(eq(alerts.workspaceId, workspaceId))
    .orderBy(asc(alerts.userId), asc(alerts.channel), asc(alerts.about));

export const readDeliveries = (workspaceId: string) =>
  systemDb()
    .select()
    .from(deliveries)
    .where(eq(deliveries.workspaceId, workspaceId))
    .orderBy(asc(deliveries.destinationId), asc(deliveries.seq));

export const readCursor = async (workspaceId: string) =>
  (await systemDb().select().from(fanOutCursors).where(eq(fanOutCursors.workspaceId, workspaceId)))[0]
    ?.throughSeq;
