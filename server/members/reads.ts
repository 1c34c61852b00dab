import { and, asc, count, desc, eq, gt, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { chats as chatTable, members, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { isActive } from "./active.ts";
import type { MemberRow } from "./lock-team.ts";
import { type Person, readPeople } from "./people.ts";
import { type Role, rolesThatMay } from "./roles.ts";
import type { ListMembersInput, MemberDetails, MemberPage, MemberView } from "./schemas.ts";
import { searchMembers } from "./search-members.ts";

const pageLength = 50;

/** Who reads: they see themselves marked, and, when they manage members, what only managers see. */
export type MembersReader = { userId: string | null; mayManage: boolean };

type Found = { rows: MemberRow[]; chats: ReadonlyMap<string, number> };

/** One page of the team, in the order of their ids, which is about the order in which they came. */
export async function listMembers(
  workspaceId: string,
  { search, cursor }: ListMembersInput,
  reader: MembersReader,
): Promise<MemberPage> {
  const limit = pageLength + 1;
  const matching = search ? await searchMembers(workspaceId, search, { cursor, limit }) : null;
  const { rows, chats } = await inTenant(workspaceId, async (tx) => {
    const rows = await tx
      .select()
      .from(members)
      .where(
        and(
          eq(members.workspaceId, workspaceId),
          cursor === undefined ? undefined : gt(members.userId, cursor),
          matching === null ? undefined : isOneOf(members.userId, matching),
        ),
      )
      .orderBy(asc(members.userId))
      .limit(limit);
    return { rows, chats: await countChats(tx, workspaceId, rows) };
  });
  const page = rows.slice(0, pageLength);
  return {
    members: await toViews({ rows: page, chats }, reader),
    nextCursor: rows.length > pageLength ? (page.at(-1)?.userId ?? null) : null,
  };
}

/** One member. @throws DomainError `member.not_found` */
export async function getMember(
  workspaceId: string,
  userId: string,
  reader: MembersReader,
): Promise<MemberView> {
  const found = await inTenant(workspaceId, async (tx) => {
    const rows = await tx
      .select()
      .from(members)
      .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
    return { rows, chats: await countChats(tx, workspaceId, rows) };
  });
  const [view] = await toViews(found, reader);
  if (!view) throw notFound("member");
  return view;
}

async function countChats(tx: Transaction, workspaceId: string, rows: MemberRow[]): Promise<Found["chats"]> {
  const userIds = rows.map(({ userId }) => userId);
  const counted = await tx
    .select({ userId: chatTable.assigneeId, chats: count() })
    .from(chatTable)
    .where(and(eq(chatTable.workspaceId, workspaceId), isOneOf(chatTable.assigneeId, userIds)))
    .groupBy(chatTable.assigneeId);
  return new Map(counted.flatMap(({ userId, chats }) => (userId === null ? [] : [[userId, chats]])));
}

async function toViews({ rows, chats }: Found, reader: MembersReader): Promise<MemberView[]> {
  const people = await readPeople(rows.map(({ userId }) => userId));
  return rows.flatMap((row) => {
    const person = people.get(row.userId);
    // Somebody whose account went between the two reads.
    if (!person) return [];
    const { userId, role } = row;
    const { name, email, image } = person;
    return {
      ...{ userId, name, email, image, role },
      suspendedAt: row.suspendedAt?.toISOString() ?? null,
      frozenAt: row.frozenAt?.toISOString() ?? null,
      joinedAt: row.createdAt.toISOString(),
      isMe: userId === reader.userId,
      details: reader.mayManage ? toDetails(row, person, chats.get(userId) ?? 0) : null,
    };
  });
}

function toDetails(row: MemberRow, person: Person, assignedChats: number): MemberDetails {
  const { onlyNumbers, assignedOnly, hidePhones, noExport } = row;
  return {
    restrictions: { onlyNumbers, assignedOnly, hidePhones, noExport },
    assignedChats,
    lastSeenAt: person.lastSeenAt?.toISOString() ?? null,
    hasTwoFactor: person.hasTwoFactor,
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
          isActive(),
        ),
      )
      // “owner” comes after “admin”.
      .orderBy(desc(members.role), asc(members.userId))
      .limit(5);
    return rows.map(({ name, email, role }) => ({ name: name ?? email, role }));
  });
}
