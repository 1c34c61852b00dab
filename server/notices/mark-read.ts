import { and, eq, isNull } from "drizzle-orm";
import { notices } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { noticesInSight } from "./reads.ts";
import type { MarkReadInput } from "./schemas.ts";

/** Marks one of a member's notices as read, or all of them. @throws DomainError `notice.not_found` */
export function markRead(place: Place, input: MarkReadInput, userId: string | null): Promise<void> {
  const { workspaceId } = sightIn(place);
  const one = "noticeId" in input ? input.noticeId : null;
  return inTenant(place, async (tx) => {
    if (userId === null) {
      if (one === null) return;
      throw notFound("notice");
    }
    const which = and(noticesInSight(place, userId), one === null ? undefined : eq(notices.id, one));
    if (one !== null) {
      const [known] = await tx.select({ id: notices.id }).from(notices).where(which);
      if (!known) throw notFound("notice");
    }
    const marked = await tx
      .update(notices)
      .set({ readAt: new Date() })
      .where(and(which, isNull(notices.readAt)))
      .returning({ id: notices.id });
    if (marked.length > 0) await nudge(tx, workspaceId, "notices");
  });
}
