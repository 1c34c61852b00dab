import { and, asc, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { auditEntries, auditHeads } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { ChainEntry } from "./chain.ts";

/** Large enough for the database's sake; small enough that hashing a batch holds nobody else up. */
const batchRows = 2_000;

const { seq, id, actorKind, actorId, ip, action, outcome, target } = auditEntries;
const hex = (column: typeof auditEntries.hash | typeof auditEntries.prevHash) =>
  sql<string>`encode(${column}, 'hex')`;

/** As they are hashed, which is why times and details are read as text. */
export const chainColumns = {
  seq: sql<number>`${seq}`.mapWith(Number),
  id,
  at: sql<string>`to_char(${auditEntries.at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  actorKind,
  actorId,
  ip,
  action,
  outcome,
  target,
  details: sql<string>`${auditEntries.details}::text`,
  prevHash: hex(auditEntries.prevHash),
  hash: hex(auditEntries.hash),
} as const;

/** The end of the chain; null before the first entry. */
export function readHead(workspaceId: string): Promise<{ seq: number; hash: string } | null> {
  return inTenant(workspaceId, async (tx) => {
    const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.workspaceId, workspaceId));
    return head ? { seq: head.seq, hash: head.hash.toString("hex") } : null;
  });
}

/** Entries up to `throughSeq`, oldest first, in batches with a transaction each: a slow reader holds nothing open. */
export async function* readChain(
  workspaceId: string,
  throughSeq: number,
  filter?: SQL,
): AsyncGenerator<ChainEntry[]> {
  for (let after = 0; ; ) {
    const batch = await inTenant(workspaceId, (tx) =>
      tx
        .select(chainColumns)
        .from(auditEntries)
        .where(and(eq(auditEntries.workspaceId, workspaceId), gt(seq, after), lte(seq, throughSeq), filter))
        .orderBy(asc(seq))
        .limit(batchRows),
    );
    if (batch.length > 0) yield batch;
    if (batch.length < batchRows) return;
    after = batch.at(-1)?.seq ?? throughSeq;
  }
}
