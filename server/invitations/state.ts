import { and, eq, gt, isNotNull, isNull, type SQL } from "drizzle-orm";
import { invitations } from "#db/schema/index.ts";
import type { InvitationState } from "./schemas.ts";

type Ends = Pick<typeof invitations.$inferSelect, "acceptedAt" | "revokedAt" | "expiresAt">;

/** How an invitation stands at a moment. */
export function stateOf({ acceptedAt, revokedAt, expiresAt }: Ends, now = new Date()): InvitationState {
  if (acceptedAt) return "accepted";
  if (revokedAt) return "revoked";
  return expiresAt <= now ? "expired" : "open";
}

/** Neither used up nor revoked; may have expired. */
export const notEnded = (workspaceId: string): SQL | undefined =>
  and(
    eq(invitations.workspaceId, workspaceId),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
  );

/** The same as `stateOf(…) === "open"`, as a condition. */
export const isOpen = (workspaceId: string): SQL | undefined =>
  and(notEnded(workspaceId), gt(invitations.expiresAt, new Date()));

/** Open, and keeps a seat. */
export const keepsSeat = (workspaceId: string): SQL | undefined =>
  and(isOpen(workspaceId), isNotNull(invitations.email));
