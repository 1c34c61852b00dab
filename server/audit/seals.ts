import { and, eq, gt, inArray, sql } from "drizzle-orm";
import { type Queryable, systemDb } from "#db/client.ts";
import { auditHeads, auditSeals } from "#db/schema/index.ts";
import { type Seal, sealFault } from "./chain.ts";
import { sealKeys, signSeal } from "./signing.ts";

const batchRows = 500;

type Statement = { workspaceId: string; kind: Seal["kind"]; seq: number; hash: Buffer };

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/**
 * Signs statements as of today. One that is older than what is sealed already changes nothing.
 * @returns how many seals are new
 */
export async function addSeals(tx: Queryable, statements: readonly Statement[]): Promise<number> {
  if (statements.length === 0) return 0;
  const sealedAt = new Date();
  const day = dayOf(sealedAt);
  const rows = statements.map((statement) => {
    const { workspaceId, kind, seq, hash } = statement;
    const signed = signSeal(workspaceId, { kind, day, seq, hash: hash.toString("hex") });
    return { ...statement, ...signed, day, sealedAt };
  });
  const { seq } = auditSeals;
  const added = await tx
    .insert(auditSeals)
    .values(rows)
    .onConflictDoUpdate({
      target: [auditSeals.workspaceId, auditSeals.kind, auditSeals.day],
      set: {
        seq: sql`excluded.seq`,
        hash: sql`excluded.hash`,
        signature: sql`excluded.signature`,
        keyId: sql`excluded.key_id`,
        sealedAt: sql`excluded.sealed_at`,
      },
      setWhere: sql`excluded.seq > ${seq}`,
    })
    .returning({ seq });
  return added.length;
}

/** Seals the end of one workspace's chain as it is now. */
export async function sealEnd(workspaceId: string): Promise<void> {
  const db = systemDb();
  const heads = await db.select().from(auditHeads).where(eq(auditHeads.workspaceId, workspaceId));
  await addSeals(
    db,
    heads.map((head) => ({ ...head, kind: "end" })),
  );
}

/** Seals the end of every chain that has grown since its last seal. @returns how many */
export async function sealEnds(): Promise<number> {
  const db = systemDb();
  const hasGrown = sql`${auditHeads.seq} > coalesce((select max(seq) from ${auditSeals}
    where ${auditSeals.workspaceId} = ${auditHeads.workspaceId} and kind = 'end'), 0)`;
  let sealed = 0;
  for (let after: string | null = null; ; ) {
    const heads: (typeof auditHeads.$inferSelect)[] = await db
      .select()
      .from(auditHeads)
      .where(and(hasGrown, after === null ? undefined : gt(auditHeads.workspaceId, after)))
      .orderBy(auditHeads.workspaceId)
      .limit(batchRows);
    sealed += await addSeals(
      db,
      heads.map((head) => ({ ...head, kind: "end" })),
    );
    after = heads.at(-1)?.workspaceId ?? null;
    if (heads.length < batchRows) return sealed;
  }
}

/**
 * Signs with the first key what an older one has signed, so that the older one can be taken out of MASTER_KEYS. What no
 * known key has signed stays as it is, for everybody to see. @returns how many
 */
export async function renewSeals(): Promise<number> {
  const [current, ...older] = sealKeys();
  if (!current || older.length === 0) return 0;
  const db = systemDb();
  const rows = await db
    .select()
    .from(auditSeals)
    .where(
      inArray(
        auditSeals.keyId,
        older.map(({ id }) => id),
      ),
    );
  let renewed = 0;
  for (const row of rows) {
    const { workspaceId, kind, day } = row;
    if (sealFault({ workspaceId, keys: older }, toSeal(row))) continue;
    const place = and(
      eq(auditSeals.workspaceId, workspaceId),
      eq(auditSeals.kind, kind),
      eq(auditSeals.day, day),
      eq(auditSeals.seq, row.seq),
    );
    const { count } = await db
      .update(auditSeals)
      .set(signSeal(workspaceId, toSeal(row)))
      .where(place);
    renewed += count;
  }
  return renewed;
}

const toSeal = (row: typeof auditSeals.$inferSelect): Seal => ({
  kind: row.kind,
  day: row.day,
  seq: row.seq,
  hash: row.hash.toString("hex"),
  signature: row.signature.toString("base64"),
  keyId: row.keyId,
  sealedAt: row.sealedAt.toISOString(),
});

/** A workspace's seals, oldest first. */
export async function readSeals(tx: Queryable, workspaceId: string): Promise<Seal[]> {
  const rows = await tx
    .select()
    .from(auditSeals)
    .where(eq(auditSeals.workspaceId, workspaceId))
    .orderBy(auditSeals.seq);
  return rows.map(toSeal);
}
