import { and, asc, eq, isNull, sql } from "drizzle-orm";
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
    // In the order in which the fan-out writes them, so that the two never wait for each other.
    const unread = await tx
      .select({ id: notices.id })
      .from(notices)
      .where(and(which, isNull(notices.readAt)))
      .orderBy(asc(notices.about))
      .for("update", { of: notices });
    if (unread.length === 0) return;
    const ids = JSON.stringify(unread.map(({ id }) => id));
    await tx
      .update(notices)
      .set({ readAt: new Date() })
      .where(
        and(
          eq(notices.workspaceId, workspaceId),
          sql`${notices.id} in (select x::uuid from jsonb_array_elements_text(${ids}::jsonb) as x)`,
        ),
      );
    await nudge(tx, workspaceId, "notices");
  });
}
