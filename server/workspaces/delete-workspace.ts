import { and, eq, isNull, sql } from "drizzle-orm";
import { workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";

/** So long can somebody change their mind. */
const undoDays = 7;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Marks the workspace for deletion a week from now; until then everything works and the act can be undone. A second
 * time changes nothing. @returns when it goes
 * @throws DomainError invalid `workspace.name_differs`
 */
export function deleteWorkspace(workspaceId: string, typedName: string, actor: Actor): Promise<Date> {
  return inTenant(workspaceId, async (tx) => {
    const [now] = await tx
      .select({ name: workspaces.name, deleteAt: workspaces.deleteAt })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId))
      .for("update");
    if (now?.name !== typedName.trim()) throw nameDiffers();
    if (now.deleteAt) return now.deleteAt;
    const deleteAt = new Date(Date.now() + undoDays * dayMs);
    const unmarked = and(eq(workspaces.id, workspaceId), isNull(workspaces.deleteAt));
    await tx.update(workspaces).set({ deleteAt }).where(unmarked);
    const details = { name: now.name, deleteAt: deleteAt.toISOString() };
    await record(tx, { workspaceId, actor, action: "workspace.delete", target: workspaceId, details });
    await nudge(tx, workspaceId, "workspace");
    return deleteAt;
  });
}

/**
 * Keeps the workspace after all. The clock is read when the row is at hand, not when the transaction began: whoever
 * waited for the purge to take it is too late.
 * @throws DomainError conflict `workspace.deletion_begun`
 */
export function undoDelete(workspaceId: string, actor: Actor): Promise<void> {
  return inTenant(workspaceId, async (tx) => {
    const own = eq(workspaces.id, workspaceId);
    const [kept] = await tx
      .update(workspaces)
      .set({ deleteAt: null })
      .where(and(own, sql`${workspaces.deleteAt} > clock_timestamp()`))
      .returning({ id: workspaces.id });
    if (kept) {
      await record(tx, { workspaceId, actor, action: "workspace.undo_delete", target: workspaceId });
      return nudge(tx, workspaceId, "workspace");
    }
    const [unmarked] = await tx
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(and(own, isNull(workspaces.deleteAt)));
    if (!unmarked) throw deletionBegun();
  });
}

const nameDiffers = () =>
  new DomainError(
    "invalid",
    "workspace.name_differs",
    "This is not the name of the workspace, so nothing was deleted. Type it exactly as it stands.",
  );

const deletionBegun = () =>
  new DomainError(
    "conflict",
    "workspace.deletion_begun",
    "The week is over and the deletion has begun; it cannot be undone any more.",
  );
