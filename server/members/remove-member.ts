import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { endMembership } from "./end-membership.ts";
import { assertMayAssign, assertOwnerRemains, lockTeam } from "./lock-team.ts";
import type { RemoveMemberInput } from "./schemas.ts";

/**
 * Takes a member out of the workspace and hands their chats over.
 * @throws DomainError `member.not_found`, `member.self`, `member.owners_only`, `member.last_owner`,
 * `member.rights_changed`
 */
export function removeMember(
  workspaceId: string,
  { userId, handOverTo }: RemoveMemberInput,
  actor: Actor,
): Promise<void> {
  return inTenant(workspaceId, async (tx) => {
    const team = await lockTeam(tx, workspaceId, userId, actor);
    assertMayAssign(team, null);
    assertOwnerRemains(team);
    const details = await endMembership(tx, team.target, handOverTo, actor);
    await record(tx, { workspaceId, actor, action: "member.remove", target: userId, details });
  });
}
