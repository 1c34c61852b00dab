import { and, asc, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { auditEntries, auditHeads } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import type { ChainEntry } from "./chain.ts";

/** Large enough for the database's sake; small enough that hashing a batch holds nobody else up. */
const batchRows = 5_000;

const { seq, id, actorKind, actorId, ip, action, outcome, target } = auditEntries;
const hex = (column: typeof auditEntries.hash | typeof auditEntries.prevHash) =>
  sql<string>`encode(${column}, 'hex')`;

/** Seconds since 1970 with six decimals, as `to_char` writes them for `audit_hash`; this costs a tenth of that. */
function isoOf(epoch: string): string {
  const [seconds = "", micros = ""] = epoch.split(".");
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${micros.padEnd(6, "0")}Z`;
}

/** As they are hashed, which is why details are read as text. */
const chainColumns = {
  seq: sql<number>`${seq}`.mapWith(Number),
  id,
  at: sql`extract(epoch from ${auditEntries.at})`.mapWith(isoOf),
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
  const read = (after: number) =>
    inTenant(workspaceId, (tx) =>
      tx
        .select(chainColumns)
        .from(auditEntries)
        .where(and(eq(auditEntries.workspaceId, workspaceId), gt(seq, after), lte(seq, throughSeq), filter))
        .orderBy(asc(seq))
        .limit(batchRows),
    );
  for (let next: ReturnType<typeof read> | null = read(0); next; ) {
    const batch: ChainEntry[] = await next;
    // Read while this one is used; a failure is told where the batch is waited for, if it still is.
    next = batch.length < batchRows ? null : read(batch.at(-1)?.seq ?? throughSeq);
    next?.catch(() => undefined);
    if (batch.length > 0) yield batch;
  }
}
