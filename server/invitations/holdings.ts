import type { Holding } from "#db/holding.ts";
import { invitations } from "#db/schema/index.ts";

export const invitationHoldings: readonly Holding[] = [
  {
    table: invitations,
    kept: "workspace",
    seenBy: "managers",
    exported: {
      columns: {
        id: invitations.id,
        email: invitations.email,
        role: invitations.role,
        restrictions: invitations.restrictions,
        allowedDomains: invitations.allowedDomains,
        maxUses: invitations.maxUses,
        uses: invitations.uses,
        invitedBy: invitations.invitedBy,
        createdAt: invitations.createdAt,
        expiresAt: invitations.expiresAt,
        acceptedAt: invitations.acceptedAt,
        revokedAt: invitations.revokedAt,
      },
    },
    contact: { nothing: "Mail addresses of future colleagues, who are no contacts." },
  },
];
