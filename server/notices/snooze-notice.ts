import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { notices } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { defineJob, enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { noticesInSight } from "./reads.ts";
import { maxNoticeSnoozeMs, type SnoozeNoticeInput } from "./schemas.ts";

/**
 * Puts one of a member's notices out of the way until later; then it is the newest, and unread.
 * @throws DomainError `notice.not_found`; invalid `notice.snooze_time` for the past, or more than a month ahead
 */
export async function snoozeNotice(
  place: Place,
  { noticeId, until }: SnoozeNoticeInput,
  userId: string | null,
): Promise<void> {
  const { workspaceId } = sightIn(place);
  const at = new Date(until);
  if (userId === null) throw notFound("notice");
  await inTenant(place, async (tx) => {
    const snoozed = await tx
      .update(notices)
      .set({ snoozedUntil: at, readAt: null })
      .where(and(noticesInSight(place, userId), eq(notices.id, noticeId)))
      .returning({ id: notices.id });
    if (snoozed.length === 0) throw notFound("notice");
    const aheadMs = at.getTime() - Date.now();
    if (aheadMs <= 0 || aheadMs > maxNoticeSnoozeMs) throw wrongTime();
    await enqueue(tx, wakeNotice, { workspaceId, noticeId }, { key: `wake-notice:${noticeId}`, runAt: at });
    await nudge(tx, workspaceId, "notices");
  });
}

/** Brings a notice back that was put off. One that was put off further has a job of its own. */
export const wakeNotice = defineJob({
  name: "wake-notice",
  payload: z.object({ workspaceId: z.uuid(), noticeId: z.uuid() }),
  run: ({ workspaceId, noticeId }) =>
    inTenant(workspaceId, async (tx) => {
      await tx
        .update(notices)
        .set({ snoozedUntil: null, readAt: null, createdAt: sql`clock_timestamp()` })
        .where(and(eq(notices.workspaceId, workspaceId), eq(notices.id, noticeId)));
      await nudge(tx, workspaceId, "notices");
    }),
});

const wrongTime = () =>
  new DomainError(
    "invalid",
    "notice.snooze_time",
    "A notice can be put off for a month at most, and not into the past. Choose another time.",
  );
