import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Queryable, Transaction } from "#db/client.ts";
import { numberDrops, type numbers } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { newId } from "#server/core/ids.ts";
import { enqueue } from "#server/jobs/index.ts";
import { alertDrop } from "./alert-drop-job.ts";
import type { DropView } from "./view.ts";

type NumberRow = typeof numbers.$inferSelect;

/** What follows within this time after somebody stopped or restarted a number was asked for. */
const askedForMs = 2 * 60_000;
/** A number that is back by then alarms nobody; whoever is told hears of it within a minute. */
const graceMs = 20_000;
const shownDrops = 50;

/**
 * Keeps the timeline of a number whose status changed: a drop opens when it stops working, and closes when it works
 * again. `before` is its row, locked by the caller.
 */
export async function followDrop(
  tx: Queryable,
  before: NumberRow,
  heard: { status: string; reason: string | null },
  at: Date,
): Promise<void> {
  const { workspaceId, id: numberId, workingSince, askedDownAt } = before;
  const open = and(
    eq(numberDrops.workspaceId, workspaceId),
    eq(numberDrops.numberId, numberId),
    isNull(numberDrops.recoveredAt),
  );
  if (heard.status === "working") {
    await tx.update(numberDrops).set({ recoveredAt: at }).where(open);
    return;
  }
  if (workingSince === null) return;
  const asked = askedDownAt !== null && at.getTime() - askedDownAt.getTime() < askedForMs;
  const [drop] = await tx
    .insert(numberDrops)
    .values({ workspaceId, id: newId(), numberId, ...heard, asked, droppedAt: at })
    .onConflictDoNothing({ target: numberDrops.numberId, where: sql`recovered_at is null` })
    .returning({ id: numberDrops.id });
  if (!drop || asked) return;
  const runAt = new Date(Date.now() + graceMs);
  await enqueue(tx, alertDrop, { workspaceId, dropId: drop.id }, { runAt });
}

/** The number's latest drops, newest first. The caller has found the number to be in sight. */
export async function listDrops(tx: Transaction, place: Place, numberId: string): Promise<DropView[]> {
  const rows = await tx
    .select()
    .from(numberDrops)
    .where(and(eq(numberDrops.workspaceId, sightIn(place).workspaceId), eq(numberDrops.numberId, numberId)))
    .orderBy(desc(numberDrops.droppedAt), desc(numberDrops.id))
    .limit(shownDrops);
  return rows.map(({ id, status, reason, asked, droppedAt, recoveredAt, alertedAt }) => ({
    ...{ id, status, reason, asked },
    droppedAt: droppedAt.toISOString(),
    recoveredAt: recoveredAt?.toISOString() ?? null,
    alertedAt: alertedAt?.toISOString() ?? null,
  }));
}
