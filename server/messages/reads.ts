import { and, asc, eq, type SQL } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { events, numbers, outboxMessages, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { readVisibility, visibleEvents } from "#server/inbox/index.ts";
import type { OutboxView } from "./schemas.ts";

/** Messages of numbers that this workspace may use; the others do not exist for it. */
async function readMessages(tx: Queryable, workspaceId: string, which: SQL): Promise<OutboxView[]> {
  const rows = await tx
    .select({ message: outboxMessages, name: users.name, email: users.email })
    .from(outboxMessages)
    .innerJoin(
      numbers,
      and(
        eq(numbers.workspaceId, outboxMessages.workspaceId),
        eq(numbers.id, outboxMessages.numberId),
        eq(numbers.allowed, true),
      ),
    )
    .leftJoin(users, eq(users.id, outboxMessages.authorId))
    .where(and(eq(outboxMessages.workspaceId, workspaceId), which))
    .orderBy(asc(outboxMessages.createdAt), asc(outboxMessages.id));
  return rows.map(({ message, name, email }) => ({
    id: message.id,
    numberId: message.numberId,
    chatId: message.chatId,
    text: message.text,
    state: message.state,
    cause: message.cause,
    createdAt: message.createdAt.toISOString(),
    settledAt: message.settledAt?.toISOString() ?? null,
    // Who has left the workspace is no longer seen through the wall around `users`.
    author: email === null ? null : { name, email },
  }));
}

/** One message. @throws DomainError `message.not_found` */
export async function readMessage(tx: Queryable, workspaceId: string, id: string): Promise<OutboxView> {
  const [message] = await readMessages(tx, workspaceId, eq(outboxMessages.id, id));
  if (!message) throw notFound("message");
  return message;
}

/** @throws DomainError `event.not_found`, also for an event of a number outside the allowlist */
export async function assertEventVisible(tx: Queryable, workspaceId: string, eventId: string): Promise<void> {
  const visibility = await readVisibility(tx, workspaceId);
  const [event] = await tx
    .select({ id: events.id })
    .from(events)
    .where(and(eq(events.workspaceId, workspaceId), eq(events.id, eventId), visibleEvents(visibility)));
  if (!event) throw notFound("event");
}

/** The answers to an event that the caller has already found to be visible, oldest first. */
export const listAnswersIn = (tx: Queryable, workspaceId: string, eventId: string): Promise<OutboxView[]> =>
  readMessages(tx, workspaceId, eq(outboxMessages.answersEventId, eventId));

/** The answers to an event, oldest first. @throws DomainError `event.not_found` */
export function listAnswers(workspaceId: string, eventId: string): Promise<OutboxView[]> {
  return inTenant(workspaceId, async (tx) => {
    await assertEventVisible(tx, workspaceId, eventId);
    return listAnswersIn(tx, workspaceId, eventId);
  });
}
