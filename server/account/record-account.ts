import { eq } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import type { Person } from "./person.ts";

/** Writes a change of somebody's account into the audit of every workspace that lets this account in. */
export async function recordAccount(
  tx: Queryable,
  { id: userId, ip }: Pick<Person, "id" | "ip">,
  action: `account.${string}`,
  actor: Actor = { kind: "member", userId, ...(ip !== null && { ip }) },
): Promise<void> {
  const workspaces = await tx
    .select({ workspaceId: members.workspaceId })
    .from(members)
    .where(eq(members.userId, userId))
    .orderBy(members.workspaceId);
  for (const { workspaceId } of workspaces) {
    await record(tx, { workspaceId, actor, action, target: userId });
  }
}
