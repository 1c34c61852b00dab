import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { idSchema } from "#server/core/ids.ts";

/** The present names of members, also of those who have left, of tokens, numbers and inboxes among these ids; what has none is left out. */
export async function namesOf(
  tx: Transaction,
  workspaceId: string,
  ids: readonly (string | null)[],
): Promise<Map<string, string>> {
  const asked = [...new Set(ids)].filter((id) => idSchema.safeParse(id).success);
  if (asked.length === 0) return new Map();
  const uuids = sql`(${sql.join(
    asked.map((id) => sql`${id}::uuid`),
    sql`, `,
  )})`;
  const texts = sql`(${sql.join(
    asked.map((id) => sql`${id}`),
    sql`, `,
  )})`;
  const rows = await tx.execute<{ id: string; name: string }>(sql`
    select users.id, coalesce(users.name, users.email) as name from members
      join users on users.id = members.user_id
      where members.workspace_id = ${workspaceId} and members.user_id in ${texts}
    union all
    select id, name from former_member_names(array[${sql.join(
      asked.map((id) => sql`${id}`),
      sql`, `,
    )}]::text[])
    union all
    select id::text, name from api_tokens where workspace_id = ${workspaceId} and id in ${uuids}
    union all
    select id::text, name from numbers where workspace_id = ${workspaceId} and id in ${uuids}
    union all
    select id::text, name from inboxes where workspace_id = ${workspaceId} and id in ${uuids}`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
