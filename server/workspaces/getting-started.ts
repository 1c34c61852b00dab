import { sql } from "drizzle-orm";
import { connections, events, invitations, members, messages, numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";

/** What a workspace has of what a team needs to work in it; each follows from what is there, not from clicks. */
export type GettingStarted = {
  connected: boolean;
  paired: boolean;
  received: boolean;
  replied: boolean;
  invited: boolean;
  /** Somebody is named who hears first of a number that drops. */
  alerts: boolean;
};

/** How far the workspace has come, in one statement of six looks that each stop at the first row. */
export function readGettingStarted(workspaceId: string): Promise<GettingStarted> {
  return inTenant(workspaceId, async (tx) => {
    const [row] = await tx.execute<GettingStarted>(sql`select
      exists (select from ${connections} where workspace_id = ${workspaceId} and disconnected_at is null) as connected,
      exists (select from ${numbers} where workspace_id = ${workspaceId} and allowed and phone_number is not null) as paired,
      exists (select from ${events} where workspace_id = ${workspaceId}) as received,
      exists (select from ${messages} where workspace_id = ${workspaceId} and author_kind = 'member' and direction = 'outbound') as replied,
      exists (select from ${invitations} where workspace_id = ${workspaceId})
        or exists (select from ${members} where workspace_id = ${workspaceId} offset 1) as invited,
      exists (select from ${numbers} where workspace_id = ${workspaceId} and allowed and holder_id is not null) as alerts`);
    if (!row) throw new Error("A statement without a table gave no row.");
    const { connected, paired, received, replied, invited, alerts } = row;
    return { connected, paired, received, replied, invited, alerts };
  });
}
