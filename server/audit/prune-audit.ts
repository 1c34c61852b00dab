import { and, asc, eq, gte, inArray, lte, sql } from "drizzle-orm";
import { type Queryable, systemDb } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import { record } from "./record.ts";
import { addSeals } from "./seals.ts";

const batchRows = 5_000;
const { workspaceId: workspace, id, seq, at, hash } = auditEntries;

/** The last entry of the part of the chain that is older than `before`; null when there is none. */
async function findCut(tx: Queryable, workspaceId: string, before: Date) {
  const inWorkspace = eq(workspace, workspaceId);
  const [kept] = await tx
    .select({ seq })
    .from(auditEntries)
    .where(and(inWorkspace, gte(at, before)))
    .orderBy(asc(seq))
    .limit(1);
  const [cut] = await tx
    .select({ seq, hash })
    .from(auditEntries)
    .where(and(inWorkspace, kept?.seq ? sql`${seq} < ${kept.seq}` : undefined))
    .orderBy(sql`${seq} desc`)
    .limit(1);
  return cut?.seq && cut.hash ? { seq: cut.seq, hash: cut.hash } : null;
}

function deleteBatch(workspaceId: string, throughSeq: number): Promise<number> {
  return systemDb().transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.audit_retention', ${workspaceId}, true)`);
    const oldest = tx
      .select({ id })
      .from(auditEntries)
      .where(and(eq(workspace, workspaceId), lte(seq, throughSeq)))
      .orderBy(asc(seq))
      .limit(batchRows);
    const { count } = await tx.delete(auditEntries).where(inArray(id, oldest));
    return count;
  });
}

/**
 * Retention: deletes the entries from the start of the chain to the first one that is as young as `before`. A signed
 * seal vouches for the cut, so what is left can still be verified. Broken off, it goes on when called again.
 * @returns how many entries went
 */
export async function pruneAudit(workspaceId: string, before: Date): Promise<number> {
  const cut = await systemDb().transaction(async (tx) => {
    const found = await findCut(tx, workspaceId, before);
    if (!found) return null;
    if ((await addSeals(tx, [{ workspaceId, kind: "cut", ...found }])) > 0) {
      const details = { before: before.toISOString(), throughSeq: found.seq };
      await record(tx, { workspaceId, actor: { kind: "system" }, action: "audit.prune", details });
      await nudge(tx, workspaceId, "audit");
    }
    return found;
  });
  if (!cut) return 0;
  let deleted = 0;
  for (let count = batchRows; count === batchRows; ) {
    count = await deleteBatch(workspaceId, cut.seq);
    deleted += count;
  }
  return deleted;
}
