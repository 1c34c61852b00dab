import { and, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { Contact } from "#server/core/contact.ts";
import { eraseJobsAbout } from "./erase-jobs.ts";
import { findNaming, type Searched } from "./find-contact.ts";
import { rowsWith } from "./rows.ts";

/** `rows` counts those that people may be told of. */
export type Erased = { rows: number; jobs: number; next: unknown[] | null };

/** Erases the contact among the next rows of a table, with the jobs that are about them. */
export async function eraseRows(
  tx: Transaction,
  holding: Searched,
  workspaceId: string,
  contact: Contact,
  after: unknown[] | null,
): Promise<Erased> {
  const { keys, next } = await findNaming(tx, holding, workspaceId, contact, after);
  if (keys.length === 0) return { rows: 0, jobs: 0, next };
  const { table } = holding;
  const rows = await countTold(tx, holding, workspaceId, keys);
  const gone = await tx
    .delete(table)
    .where(rowsWith(table, workspaceId, keys))
    .returning();
  if (gone.length > 0) await holding.contact.alongWith?.(tx, gone);
  const ids = gone.flatMap((row) => ("id" in row && typeof row.id === "string" ? [row.id] : []));
  return { rows, jobs: await eraseJobsAbout(tx, workspaceId, ids), next };
}

/** How many of the rows people may be told of, before they are gone; locked, so that nobody else counts them too. */
async function countTold(
  tx: Transaction,
  { table, contact }: Searched,
  workspaceId: string,
  keys: unknown[][],
): Promise<number> {
  const told = await tx
    .select({ one: sql`1` })
    .from(table)
    .where(and(rowsWith(table, workspaceId, keys), await contact.toldOf?.(tx, workspaceId)))
    .for("update");
  return told.length;
}
