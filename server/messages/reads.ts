import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { chats, numbers, outboxMessages, users } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { findVisibleEvent, numbersInSight } from "#server/inbox/index.ts";
import type { OutboxView } from "./schemas.ts";

/** For a member who sees only assigned chats: a condition that its chat is one of theirs. */
function isOfTheirChat(place: Place): SQL | undefined {
  const { assignedTo } = sightIn(place);
  if (assignedTo === null) return undefined;
  return sql`exists (select 1 from ${chats} where ${chats.workspaceId} = ${outboxMessages.workspaceId}
    and ${chats.numberId} = ${outboxMessages.numberId} and ${chats.chatId} = ${outboxMessages.chatId}
    and ${chats.assigneeId} = ${assignedTo})`;
}

/** Messages of numbers that are there for the reader; the others do not exist for them. */
async function readMessages(tx: Queryable, place: Place, which: SQL): Promise<OutboxView[]> {
  const rows = await tx
    .select({ message: outboxMessages, name: users.name, email: users.email })
    .from(outboxMessages)
    .innerJoin(
      numbers,
      and(
        eq(numbers.workspaceId, outboxMessages.workspaceId),
        eq(numbers.id, outboxMessages.numberId),
        numbersInSight(place),
      ),
    )
    .leftJoin(users, eq(users.id, outboxMessages.authorId))
    .where(and(eq(outboxMessages.workspaceId, sightIn(place).workspaceId), isOfTheirChat(place), which))
    .orderBy(asc(outboxMessages.createdAt), asc(outboxMessages.id));
  return rows.map(({ message, name, email }) => ({
    id: message.id,
    numberId: message.numberId,
    chatId: message.chatId,
    kind: message.kind,
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
export async function readMessage(tx: Queryable, place: Place, id: string): Promise<OutboxView> {
  const [message] = await readMessages(tx, place, eq(outboxMessages.id, id));
  if (!message) throw notFound("message");
  return message;
}

/** The answers to an event that the caller has already found to be visible, oldest first. */
export const listAnswersIn = (tx: Queryable, place: Place, eventId: string): Promise<OutboxView[]> =>
  readMessages(tx, place, eq(outboxMessages.answersEventId, eventId));

/** The answers to an event, oldest first. @throws DomainError `event.not_found` */
export function listAnswers(place: Place, eventId: string): Promise<OutboxView[]> {
  return inTenant(place, async (tx) => {
    await findVisibleEvent(tx, place, eventId);
    return listAnswersIn(tx, place, eventId);
  });
}
