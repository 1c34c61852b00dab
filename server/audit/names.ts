import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { idSchema } from "#server/core/ids.ts";

/**
 * The present names of members, also of those who have left, of tokens, numbers and inboxes among these ids; what has
 * none is left out.
 */
export async function namesOf(
  tx: Transaction,
  workspaceId: string,
  ids: readonly (string | null)[],
): Promise<Map<string, string>> {
  const asked = [...new Set(ids)].filter((id) => idSchema.safeParse(id).success);
  if (asked.length === 0) return new Map();
  // One value, however many ids: the statement keeps its plan.
  const list = `{${asked.join(",")}}`;
  const rows = await tx.execute<{ id: string; name: string }>(sql`
    select users.id, coalesce(users.name, users.email) as name from members
      join users on users.id = members.user_id
      where members.workspace_id = ${workspaceId} and members.user_id = any (${list}::text[])
    union all
    select id, name from former_member_names(${list}::text[])
    union all
    select id::text, name from api_tokens where workspace_id = ${workspaceId} and id = any (${list}::uuid[])
    union all
    select id::text, name from numbers where workspace_id = ${workspaceId} and id = any (${list}::uuid[])
    union all
    select id::text, name from inboxes where workspace_id = ${workspaceId} and id = any (${list}::uuid[])`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
