import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import type { Session } from "#server/moltflow/index.ts";
import { followDrop } from "./drops.ts";

/** The status of a number that MoltFlow lists no longer. */
export const deletedStatus = "deleted";

export type NumberKey = { workspaceId: string; numberId: string };

/** What MoltFlow said of a number. */
export type Heard = Partial<Pick<Session, "name" | "phoneNumber" | "isBusiness">> & {
  status: string;
  reason?: string | null;
};

/** Writes what was heard, unless something newer than `at` (when the call began) is there already. */
export async function saveStatus(tx: Queryable, key: NumberKey, heard: Heard, at: Date): Promise<void> {
  await changeStatus(tx, itself(key), heard, at, (statusAt) => statusAt <= at);
}

/**
 * Brings the number that `which` names up to date and keeps its timeline, if `isNews` says so of the moment that its
 * status is from. @returns its id, or null when nothing was changed
 */
export async function changeStatus(
  tx: Queryable,
  which: SQL | undefined,
  { status, name, phoneNumber, isBusiness, reason = null }: Heard,
  at: Date,
  isNews: (statusAt: Date) => boolean,
): Promise<string | null> {
  // Locked, so that of two that hear the same at once one finds the drop open.
  const [before] = await tx.select().from(numbers).where(which).for("no key update");
  if (!before || !isNews(before.statusAt)) return null;
  await tx
    .update(numbers)
    .set({
      status,
      statusAt: sql`greatest(${numbers.statusAt}, ${at.toISOString()}::timestamptz)`,
      workingSince: status === "working" ? (before.workingSince ?? at) : null,
      ...(name && { name }),
      ...(phoneNumber !== undefined && { phoneNumber }),
      ...(isBusiness !== undefined && { isBusiness }),
    })
    .where(and(eq(numbers.workspaceId, before.workspaceId), eq(numbers.id, before.id)));
  await followDrop(tx, before, { status, reason }, at);
  return before.id;
}

const itself = ({ workspaceId, numberId }: NumberKey) =>
  and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, numberId));
