import { and, asc, desc, eq, getTableColumns, inArray, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { type ChatRow, chats, members, numbers, users } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { numbersInSight } from "#server/inbox/index.ts";
import { isActive } from "#server/members/index.ts";
import { rolesThatMay } from "#server/members/roles.ts";
import type { ChatAddress } from "./ensure-chat.ts";
import type { Assignee, AssigneeChoices } from "./schemas.ts";

/** The chats that somebody may see: of numbers that are there for them, and theirs if they see only those. */
export function chatsInSight(place: Place): SQL | undefined {
  const { workspaceId, assignedTo } = sightIn(place);
  return and(
    eq(chats.workspaceId, workspaceId),
    numbersInSight(place),
    assignedTo === null ? undefined : eq(chats.assigneeId, assignedTo),
  );
}

/** What `chatsInSight` says of a chat to a member who does not ask themselves. */
export const isInSightOf = (
  { userId, onlyNumbers, assignedOnly }: typeof members.$inferSelect,
  { numberId, assigneeId }: Pick<ChatRow, "numberId" | "assigneeId">,
): boolean =>
  (onlyNumbers === null || onlyNumbers.includes(numberId)) && (!assignedOnly || assigneeId === userId);

/** Joins a chat's number, which `chatsInSight` asks about. */
export const itsNumber = and(eq(numbers.workspaceId, chats.workspaceId), eq(numbers.id, chats.numberId));

/** @throws DomainError `chat.not_found`, also for one out of sight */
export async function findChat(tx: Queryable, place: Place, chat: string): Promise<ChatRow> {
  const [found] = await tx
    .select(getTableColumns(chats))
    .from(chats)
    .innerJoin(numbers, itsNumber)
    .where(and(chatsInSight(place), eq(chats.id, chat)));
  if (!found) throw notFound("chat");
  return found;
}

/** Who takes care of a chat that the caller has already found to be visible; null when nobody does. */
export async function findAssignee(
  tx: Queryable,
  place: Place,
  address: ChatAddress,
): Promise<Assignee | null> {
  return (await findChatAt(tx, place, address)).assignee;
}

/** The chat of an address that the caller has already found to be visible, if there is one, and who takes care of it. */
export async function findChatAt(
  tx: Queryable,
  place: Place,
  { sessionId, chatId }: ChatAddress,
): Promise<{ chat: string | null; assignee: Assignee | null }> {
  const { workspaceId } = sightIn(place);
  const [found] = await tx
    .select({ chat: chats.id, userId: users.id, name: users.name, email: users.email })
    .from(chats)
    .leftJoin(users, eq(users.id, chats.assigneeId))
    .where(and(eq(chats.workspaceId, workspaceId), eq(chats.sessionId, sessionId), eq(chats.chatId, chatId)));
  if (!found) return { chat: null, assignee: null };
  const { chat, userId, name, email } = found;
  return { chat, assignee: userId === null || email === null ? null : { userId, name, email } };
}

/** As many as people can overlook in a menu. */
const maxChoices = 50;

/** Members whom a chat can be given to, by name, with whoever asks first. */
export function listAssignees(workspaceId: string, userId: string | null): Promise<AssigneeChoices> {
  return inTenant(workspaceId, async (tx) => {
    const isMe = sql<boolean>`${members.userId} is not distinct from ${userId}`;
    const rows = await tx
      .select({ userId: users.id, name: users.name, email: users.email, isMe })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(
        and(
          eq(members.workspaceId, workspaceId),
          isActive(),
          inArray(members.role, [...rolesThatMay("inbox.read")]),
        ),
      )
      .orderBy(desc(isMe), asc(sql`coalesce(${users.name}, ${users.email})`), asc(users.id))
      .limit(maxChoices + 1);
    return { people: rows.slice(0, maxChoices), hasMore: rows.length > maxChoices };
  });
}

/** Whether a member may see a chat; one that sees all chats may. */
export async function isChatInSight(
  tx: Queryable,
  place: Place,
  { sessionId, chatId }: { sessionId: string; chatId: string },
): Promise<boolean> {
  const { assignedTo } = sightIn(place);
  if (assignedTo === null) return true;
  const assignee = await findAssignee(tx, place, { sessionId, chatId });
  return assignee?.userId === assignedTo;
}
