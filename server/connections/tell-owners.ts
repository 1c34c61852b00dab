import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { members, workspaces } from "#db/schema/index.ts";
import { tellSecurity } from "#server/account/index.ts";
import { isActive } from "#server/members/index.ts";

/** Tells the workspace's owners that it reads and sends with another key from now on. */
export async function tellOwners(tx: Transaction, workspaceId: string): Promise<void> {
  const owners = await tx
    .select({ userId: members.userId, workspace: workspaces.name })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.workspaceId, workspaceId), eq(members.role, "owner"), isActive()));
  for (const { userId, workspace } of owners) {
    await tellSecurity(tx, userId, { kind: "connection_key_added", workspace });
  }
}
