import { and, asc, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { members, workspaceCounters, workspaces } from "#db/schema/index.ts";
import type { Role } from "#server/members/index.ts";

/** A workspace as a member sees it. */
export type Membership = { id: string; slug: string; name: string; role: Role };

const membershipColumns = {
  id: workspaces.id,
  slug: workspaces.slug,
  name: workspaces.name,
  role: members.role,
};

/** The first wall: what this person may enter under this slug; null for a stranger and for an unknown slug alike. */
export async function findMembership(userId: string, slug: string): Promise<Membership | null> {
  const [membership] = await systemDb()
    .select(membershipColumns)
    .from(workspaces)
    .innerJoin(members, and(eq(members.workspaceId, workspaces.id), eq(members.userId, userId)))
    .where(eq(workspaces.slug, slug));
  return membership ?? null;
}

/** All workspaces of a person, by name. */
export function listMemberships(userId: string): Promise<Membership[]> {
  return systemDb()
    .select(membershipColumns)
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(eq(members.userId, userId))
    .orderBy(asc(workspaces.name), asc(workspaces.id));
}

/** The `seq` of the newest event; 0 before the first. A page reads it before its data and follows from there. */
export async function lastEventSeq(workspaceId: string): Promise<number> {
  const [counter] = await systemDb()
    .select({ lastSeq: workspaceCounters.lastSeq })
    .from(workspaceCounters)
    .where(eq(workspaceCounters.workspaceId, workspaceId));
  return counter?.lastSeq ?? 0;
}
