import { and, asc, count, desc, eq, gt, inArray, isNull } from "drizzle-orm";
import type { Queryable, Transaction } from "#db/client.ts";
import { chatAssignments, members, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { type Activity, readActivity } from "./activity.ts";
import { type Restrictions, type Role, rolesThatMay } from "./roles.ts";
import type { ListMembersInput, MemberPage, MemberView } from "./schemas.ts";
import { searchMembers } from "./search-members.ts";

const pageLength = 50;

/** Who reads: they see themselves marked, and, when they manage members, what only managers see. */
export type MembersReader = { userId: string | null; mayManage: boolean };

const columns = {
  userId: users.id,
  name: users.name,
  email: users.email,
  image: users.image,
  role: members.role,
  suspendedAt: members.suspendedAt,
  joinedAt: members.createdAt,
  onlyNumbers: members.onlyNumbers,
  assignedOnly: members.assignedOnly,
  hidePhones: members.hidePhones,
  noExport: members.noExport,
};

type Row = Pick<typeof users.$inferSelect, "name" | "email" | "image"> &
  Restrictions & { userId: string; role: Role; suspendedAt: Date | null; joinedAt: Date };

/**
 * These members, in order. Names are asked for by id: the policy on `users` would else have every member of the
 * workspace looked up for a page of fifty.
 */
function membersById(tx: Queryable, workspaceId: string, userIds: string[]): Promise<Row[]> {
  return tx
    .select(columns)
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(eq(members.workspaceId, workspaceId), inArray(members.userId, userIds), inArray(users.id, userIds)),
    )
    .orderBy(asc(members.userId));
}

async function memberIds(
  tx: Queryable,
  workspaceId: string,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<string[]> {
  const after = cursor === undefined ? undefined : gt(members.userId, cursor);
  const rows = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), after))
    .orderBy(asc(members.userId))
    .limit(limit);
  return rows.map(({ userId }) => userId);
}

/** One page of the team, in the order of their ids, which is about the order in which they came. */
export async function listMembers(
  workspaceId: string,
  { search, cursor }: ListMembersInput,
  reader: MembersReader,
): Promise<MemberPage> {
  const page = { cursor, limit: pageLength + 1 };
  const found = search ? await searchMembers(workspaceId, search, page) : null;
  const { ids, rows, chats } = await inTenant(workspaceId, async (tx) => {
    const ids = found ?? (await memberIds(tx, workspaceId, page));
    const rows = await membersById(tx, workspaceId, ids.slice(0, pageLength));
    return { ids, rows, chats: reader.mayManage ? await countChats(tx, workspaceId, rows) : new Map() };
  });
  return {
    members: await toViews(rows, chats, reader),
    nextCursor: ids.length > pageLength ? (ids[pageLength - 1] ?? null) : null,
  };
}

/** One member. @throws DomainError `member.not_found` */
export async function getMember(
  workspaceId: string,
  userId: string,
  reader: MembersReader,
): Promise<MemberView> {
  const { rows, chats } = await inTenant(workspaceId, async (tx) => {
    const rows = await membersById(tx, workspaceId, [userId]);
    return { rows, chats: reader.mayManage ? await countChats(tx, workspaceId, rows) : new Map() };
  });
  const [view] = await toViews(rows, chats, reader);
  if (!view) throw notFound("member");
  return view;
}

async function countChats(tx: Transaction, workspaceId: string, rows: Row[]): Promise<Map<string, number>> {
  const userIds = rows.map(({ userId }) => userId);
  const counted = await tx
    .select({ userId: chatAssignments.userId, chats: count() })
    .from(chatAssignments)
    .where(and(eq(chatAssignments.workspaceId, workspaceId), inArray(chatAssignments.userId, userIds)))
    .groupBy(chatAssignments.userId);
  return new Map(counted.map(({ userId, chats }) => [userId, chats]));
}

async function toViews(
  rows: Row[],
  chats: ReadonlyMap<string, number>,
  { userId: readerId, mayManage }: MembersReader,
): Promise<MemberView[]> {
  const activity = mayManage ? await readActivity(rows.map(({ userId }) => userId)) : null;
  return rows.map((row) => {
    const { userId, name, email, image, role } = row;
    return {
      ...{ userId, name, email, image, role },
      suspendedAt: row.suspendedAt?.toISOString() ?? null,
      joinedAt: row.joinedAt.toISOString(),
      isMe: userId === readerId,
      details: activity && toDetails(row, chats.get(userId) ?? 0, activity.get(userId)),
    };
  });
}

function toDetails(row: Row, assignedChats: number, activity: Activity | undefined) {
  const { onlyNumbers, assignedOnly, hidePhones, noExport } = row;
  return {
    restrictions: { onlyNumbers, assignedOnly, hidePhones, noExport },
    assignedChats,
    lastSeenAt: activity?.lastSeenAt?.toISOString() ?? null,
    hasTwoFactor: activity?.hasTwoFactor ?? false,
  };
}

/** Who can let a suspended member in again, the owners first. At most five: it is for reading. */
export function listManagers(workspaceId: string): Promise<{ name: string; role: Role }[]> {
  return inTenant(workspaceId, async (tx) => {
    const rows = await tx
      .select({ name: users.name, email: users.email, role: members.role })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(
        and(
          eq(members.workspaceId, workspaceId),
          inArray(members.role, [...rolesThatMay("members.manage")]),
          isNull(members.suspendedAt),
        ),
      )
      // “owner” comes after “admin”.
      .orderBy(desc(members.role), asc(members.userId))
      .limit(5);
    return rows.map(({ name, email, role }) => ({ name: name ?? email, role }));
  });
}
