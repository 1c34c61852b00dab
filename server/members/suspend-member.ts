import { and, eq } from "drizzle-orm";
import { members } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { revokeInvitationsOf } from "#server/invitations/index.ts";
import { nudge } from "#server/live/index.ts";
import { assertMayAssign, assertOwnerRemains, lockTeam } from "./lock-team.ts";

/**
 * Keeps a member out until they are let in again. Their chats, messages and tokens stay theirs; the tokens do nothing
 * meanwhile. Ways in that they gave to others end.
 * @throws DomainError `member.not_found`, `member.self`, `member.owners_only`, `member.last_owner`,
 * `member.rights_changed`
 */
export const suspendMember = (workspaceId: string, userId: string, actor: Actor) =>
  setSuspended(workspaceId, userId, true, actor);

/** Lets a suspended member in again, with the role and restrictions of before. @throws as `suspendMember` */
export const resumeMember = (workspaceId: string, userId: string, actor: Actor) =>
  setSuspended(workspaceId, userId, false, actor);

function setSuspended(workspaceId: string, userId: string, suspended: boolean, actor: Actor): Promise<void> {
  return inTenant(workspaceId, async (tx) => {
    const team = await lockTeam(tx, workspaceId, userId, actor);
    assertMayAssign(team, team.target.role);
    if ((team.target.suspendedAt !== null) === suspended) return;
    if (suspended) assertOwnerRemains(team);
    await tx
      .update(members)
      .set({ suspendedAt: suspended ? new Date() : null })
      .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
    if (suspended) await revokeInvitationsOf(tx, { workspaceId, userId, role: null }, actor);
    const action = suspended ? "member.suspend" : "member.resume";
    await record(tx, { workspaceId, actor, action, target: userId });
    await nudge(tx, workspaceId, "members");
    await nudge(tx, workspaceId, "access");
  });
}
