import { and, eq, notInArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { invitations } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { allRoles, mayAssign, type Role } from "#server/members/index.ts";
import { assertMayInvite } from "./may-invite.ts";
import { ended } from "./renew-invitation.ts";
import { notEnded, stateOf } from "./state.ts";

/**
 * Ends an invitation; its link and mail lead nowhere from now on.
 * @throws DomainError `invitation.not_found`, `invitation.ended`, `member.rights_changed`, `member.owners_only`
 */
export function revokeInvitation(workspaceId: string, invitationId: string, actor: Actor): Promise<void> {
  return inTenant(workspaceId, async (tx) => {
    const itself = and(eq(invitations.workspaceId, workspaceId), eq(invitations.id, invitationId));
    const [found] = await tx.select().from(invitations).where(itself);
    if (!found) throw notFound("invitation");
    await assertMayInvite(tx, workspaceId, found.role, actor);
    const revoked = await tx
      .update(invitations)
      .set({ revokedAt: new Date() })
      .where(and(notEnded(workspaceId), itself))
      .returning();
    if (revoked.length === 0 && stateOf(found) !== "revoked") throw ended();
    if (revoked.length === 0) return;
    await record(tx, { workspaceId, actor, action: "invitation.revoke", target: invitationId });
    await nudge(tx, workspaceId, "members");
  });
}

/**
 * Ends what a member invited to, as far as they may not any more with their role of now (null: none). Who is removed
 * could otherwise come back by a link of their own.
 */
export async function revokeInvitationsOf(
  tx: Transaction,
  { workspaceId, userId, role }: { workspaceId: string; userId: string; role: Role | null },
  actor: Actor,
): Promise<void> {
  const stillTheirs = allRoles.filter((wanted) => role !== null && mayAssign(role, null, wanted));
  const revoked = await tx
    .update(invitations)
    .set({ revokedAt: new Date() })
    .where(
      and(
        notEnded(workspaceId),
        eq(invitations.invitedBy, userId),
        stillTheirs.length > 0 ? notInArray(invitations.role, stillTheirs) : undefined,
      ),
    )
    .returning({ id: invitations.id });
  const details = { because: "inviter" };
  for (const { id } of revoked) {
    await record(tx, { workspaceId, actor, action: "invitation.revoke", target: id, details });
  }
}
