import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { chatLabels, chatReads, chats, labels, members, numbers, users } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { chatsInSight, itsNumber } from "./reads.ts";
import type { ChatView, LabelChip } from "./schemas.ts";

/** When a member came; what was written before is not unread for them. */
const joinedAt = (workspaceId: string, reader: string) =>
  sql`(select ${members.createdAt} from ${members} where ${members.workspaceId} = ${workspaceId} and ${members.userId} = ${reader})`;

/** Messages of the contact that a reader has not seen; null reads nothing, so nothing is unread. */
export const unreadOf = (workspaceId: string, reader: string | null): SQL<number> =>
  reader === null
    ? sql<number>`0`
    : sql<number>`case when ${chatReads.inboundSeen} is not null
        then greatest(${chats.inboundCount} - ${chatReads.inboundSeen}, 0)
        when ${chats.lastMessageAt} >= ${joinedAt(workspaceId, reader)} then ${chats.inboundCount} else 0 end`;

export const ownRead = (reader: string | null) =>
  and(
    eq(chatReads.workspaceId, chats.workspaceId),
    eq(chatReads.chat, chats.id),
    reader === null ? sql`false` : eq(chatReads.userId, reader),
  );

const labelsOf = sql<LabelChip[] | null>`(
  select json_agg(json_build_object('id', ${labels.id}, 'name', ${labels.name}, 'color', ${labels.color})
    order by ${labels.name}, ${labels.id})
  from ${chatLabels} join ${labels} on ${labels.workspaceId} = ${chatLabels.workspaceId} and ${labels.id} = ${chatLabels.labelId}
  where ${chatLabels.workspaceId} = ${chats.workspaceId} and ${chatLabels.chat} = ${chats.id})`;

/**
 * Chats as lists show them, in one statement; `which` and `order` may name columns of `chats` and of the reader's
 * `chat_reads`. Those that `place` does not see are left out.
 */
export async function selectChats(
  tx: Queryable,
  place: Place,
  reader: string | null,
  { which, order, limit }: { which: SQL | undefined; order: SQL[]; limit: number },
): Promise<ChatView[]> {
  const { workspaceId } = sightIn(place);
  const rows = await tx
    .select({
      id: chats.id,
      numberId: chats.numberId,
      numberName: numbers.name,
      chatId: chats.chatId,
      kind: chats.kind,
      name: chats.name,
      phone: chats.phone,
      state: chats.state,
      priority: chats.priority,
      assigneeId: users.id,
      assigneeName: users.name,
      assigneeEmail: users.email,
      snoozedUntil: chats.snoozedUntil,
      snoozedUntilReply: chats.snoozedUntilReply,
      createdAt: chats.createdAt,
      lastMessageAt: chats.lastMessageAt,
      lastPreview: chats.lastPreview,
      lastKind: chats.lastKind,
      lastDirection: chats.lastDirection,
      waitingSince: chats.waitingSince,
      unread: unreadOf(workspaceId, reader),
      labels: labelsOf,
    })
    .from(chats)
    .innerJoin(numbers, itsNumber)
    .leftJoin(users, eq(users.id, chats.assigneeId))
    .leftJoin(chatReads, ownRead(reader))
    .where(and(chatsInSight(place), which))
    .orderBy(...order)
    .limit(limit);
  return rows.map(toChatView);
}

type ChatSelection = Omit<
  ChatView,
  "assignee" | "snoozedUntil" | "createdAt" | "lastMessageAt" | "waitingSince" | "labels"
> & {
  assigneeId: string | null;
  assigneeName: string | null;
  assigneeEmail: string | null;
  snoozedUntil: Date | null;
  createdAt: Date;
  lastMessageAt: Date;
  waitingSince: Date | null;
  labels: LabelChip[] | null;
};

function toChatView({ assigneeId, assigneeName, assigneeEmail, ...row }: ChatSelection): ChatView {
  const assignee =
    assigneeId === null || assigneeEmail === null
      ? null
      : { userId: assigneeId, name: assigneeName, email: assigneeEmail };
  return {
    ...row,
    assignee,
    snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    lastMessageAt: row.lastMessageAt.toISOString(),
    waitingSince: row.waitingSince?.toISOString() ?? null,
    labels: row.labels ?? [],
  };
}
