import { and, asc, eq, gt, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { members, users } from "#db/schema/index.ts";

/**
 * Ids of members with `search` somewhere in their name or address, in order, after `cursor`. By the owner's connection:
 * behind a policy PostgreSQL looks at every person before it looks for letters, and no index could help. What is found
 * is shown only as far as a tenant transaction finds it again.
 */
export async function searchMembers(
  workspaceId: string,
  search: string,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<string[]> {
  // `%` and `_` of what was typed stand for themselves.
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await systemDb()
    .select({ userId: members.userId })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(
      and(
        eq(members.workspaceId, workspaceId),
        sql`(coalesce(${users.name}, '') || ' ' || ${users.email}) ilike ${pattern}`,
        cursor === undefined ? undefined : gt(members.userId, cursor),
      ),
    )
    .orderBy(asc(members.userId))
    .limit(limit);
  return rows.map(({ userId }) => userId);
}
