import { and, desc, eq } from "drizzle-orm";
import { inboxes, rejectedRequests } from "#db/schema/index.ts";
import { inTenant, isWhole, type Place, sightIn } from "#db/tenant.ts";
import { toTextOrBase64 } from "./body-view.ts";
import { readEnvelope } from "./envelope.ts";
import { maxRejectedKept } from "./rejected.ts";
import type { RejectedView } from "./schemas.ts";
import { readVisibility, type Visibility } from "./visibility.ts";

type RejectedRow = typeof rejectedRequests.$inferSelect;

/**
 * What was sent with a wrong secret may still be a true event of another number of the MoltFlow tenant, so a body at
 * a connection's inbox is shown only when it names a number of this workspace.
 */
function mayShowBody({ allowedSessions, connectedInboxes }: Visibility, row: RejectedRow): boolean {
  if (!connectedInboxes.has(row.inboxId)) return true;
  const { sessionId } = readEnvelope(row.bodyStart);
  return sessionId !== null && allowedSessions.has(sessionId);
}

/**
 * Requests that the inboxes, or one of them, refused for their signature; the newest hundred. Whose number they are of
 * is only claimed, so a restricted member sees none.
 */
export async function listRejected(
  place: Place,
  { inboxId }: { inboxId?: string | undefined },
): Promise<RejectedView[]> {
  if (!isWhole(place)) return [];
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const visibility = await readVisibility(tx, place);
    const rows = await tx
      .select({ rejected: rejectedRequests, inboxName: inboxes.name })
      .from(rejectedRequests)
      .innerJoin(
        inboxes,
        and(eq(inboxes.workspaceId, rejectedRequests.workspaceId), eq(inboxes.id, rejectedRequests.inboxId)),
      )
      .where(
        and(
          eq(rejectedRequests.workspaceId, workspaceId),
          inboxId === undefined ? undefined : eq(rejectedRequests.inboxId, inboxId),
        ),
      )
      // Ids of one millisecond are in no order.
      .orderBy(desc(rejectedRequests.receivedAt), desc(rejectedRequests.id))
      .limit(maxRejectedKept);
    return rows.map(({ rejected, inboxName }) => ({
      id: rejected.id,
      inboxId: rejected.inboxId,
      inboxName,
      receivedAt: rejected.receivedAt.toISOString(),
      reason: rejected.reason,
      headers: rejected.headers,
      bodyBytes: rejected.bodyBytes,
      body: mayShowBody(visibility, rejected)
        ? toTextOrBase64(rejected.bodyStart, rejected.bodyStart.length < rejected.bodyBytes)
        : null,
    }));
  });
}
