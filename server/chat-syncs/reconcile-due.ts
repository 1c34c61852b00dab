import { and, eq, isNull, lt, lte, notInArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { chatSyncs, connections, numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { defineJob } from "#server/jobs/index.ts";
import { beginSync, isOpen, lockSync, openStates } from "./rows.ts";
import { scheduleSync } from "./sync-job.ts";

/** Events may get lost unnoticed; a search without a cause costs a call or two, so it is made seldom. */
const withoutCauseMs = 60 * 60_000;
/** WhatsApp hands over what it kept for a phone that was away within about this time. */
const settlesMs = 20_000;
/** A search is a few dozen calls: one that has run for a day is dead, because its job failed too often to be kept. */
const deadAfterMs = 24 * 60 * 60_000;
/** A minute's worth, so that accounts with many numbers do not all look at once. */
const atOnce = 20;

/**
 * Every minute: searches for gaps in numbers that came back since the last search, and in those that nobody has looked
 * at for an hour; also where an earlier search died. Cron hands it a payload of its own, which it doesn't need.
 */
export const reconcileDue = defineJob({
  name: "reconcile-due",
  payload: z.unknown(),
  async run() {
    const now = new Date();
    const deadSince = new Date(now.getTime() - deadAfterMs);
    for (const due of await findDue(now, deadSince)) {
      await inTenant(due.workspaceId, async (tx) => {
        const key = { ...due, kind: "reconcile" as const };
        const row = await lockSync(tx, key);
        if (row && isOpen(row) && row.startedAt > deadSince) return;
        await scheduleSync(tx, { ...key, run: await beginSync(tx, key) });
      });
    }
  },
});

function findDue(now: Date, deadSince: Date): Promise<{ workspaceId: string; numberId: string }[]> {
  const lastSearch = sql`coalesce(${chatSyncs.startedAt}, ${numbers.createdAt})`;
  const isBack = sql`${numbers.workingSince} > ${lastSearch} and ${numbers.workingSince} < ${new Date(now.getTime() - settlesMs).toISOString()}::timestamptz`;
  return systemDb()
    .select({ workspaceId: numbers.workspaceId, numberId: numbers.id })
    .from(numbers)
    .innerJoin(
      connections,
      and(eq(connections.workspaceId, numbers.workspaceId), eq(connections.id, numbers.connectionId)),
    )
    .leftJoin(
      chatSyncs,
      and(
        eq(chatSyncs.workspaceId, numbers.workspaceId),
        eq(chatSyncs.numberId, numbers.id),
        eq(chatSyncs.kind, "reconcile"),
      ),
    )
    .where(
      and(
        isNull(connections.disconnectedAt),
        eq(numbers.allowed, true),
        eq(numbers.status, "working"),
        or(
          isNull(chatSyncs.state),
          notInArray(chatSyncs.state, [...openStates]),
          lte(chatSyncs.startedAt, deadSince),
        ),
        or(isBack, lt(lastSearch, new Date(now.getTime() - withoutCauseMs).toISOString())),
      ),
    )
    .limit(atOnce);
}
