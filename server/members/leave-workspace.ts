import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { endMembership } from "./end-membership.ts";
import { assertOwnerRemains, lockTeam, rightsChanged, userIdOf } from "./lock-team.ts";

/**
 * Ends somebody's own membership. Their chats become nobody's.
 * @throws DomainError conflict `member.last_owner`, who transfers the ownership first
 */
export async function leaveWorkspace(workspaceId: string, actor: Actor): Promise<void> {
  const userId = userIdOf(actor);
  if (userId === null) throw rightsChanged();
  return inTenant(workspaceId, async (tx) => {
    const team = await lockTeam(tx, workspaceId, userId, actor);
    assertOwnerRemains(team);
    const details = await endMembership(tx, team.target, null, actor);
    await record(tx, { workspaceId, actor, action: "member.leave", target: userId, details });
  });
}
