import { desc, eq } from "drizzle-orm";
import { invitations, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { InvitationList } from "./schemas.ts";
import { readSeats } from "./seats.ts";
import { stateOf } from "./state.ts";

/** More than any team has open; older ones are in the audit. */
const listed = 200;

/** The newest invitations, whatever became of them, and the seats. */
export function listInvitations(workspaceId: string): Promise<InvitationList> {
  return inTenant(workspaceId, async (tx) => {
    const rows = await tx
      .select({ invitation: invitations, inviterName: users.name, inviterEmail: users.email })
      .from(invitations)
      .leftJoin(users, eq(users.id, invitations.invitedBy))
      .where(eq(invitations.workspaceId, workspaceId))
      .orderBy(desc(invitations.createdAt), desc(invitations.id))
      .limit(listed);
    return {
      invitations: rows.map(({ invitation, inviterName, inviterEmail }) => {
        const { id, email, role, restrictions, allowedDomains, maxUses, uses } = invitation;
        return {
          ...{ id, email, role, restrictions, allowedDomains, maxUses, uses },
          state: stateOf(invitation),
          invitedBy: inviterName ?? inviterEmail,
          createdAt: invitation.createdAt.toISOString(),
          sentAt: invitation.sentAt?.toISOString() ?? null,
          expiresAt: invitation.expiresAt.toISOString(),
        };
      }),
      seats: await readSeats(tx, workspaceId),
    };
  });
}
