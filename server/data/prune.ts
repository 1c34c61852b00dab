import { and, lt, min, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import type { Clock, Row } from "#db/holding.ts";
import { allHoldings } from "./holdings.ts";
import { keyOrder, keyTuple, ofWorkspace } from "./rows.ts";

const dayMs = 24 * 3_600_000;
/** Rows that one statement deletes, so that none holds its locks for long. */
const batchRows = 1_000;

/** What is older than this many days goes. */
export const cutoff = (days: number, now = Date.now()): Date => new Date(now - days * dayMs);

/** The tables of a clock, each with the instant that its rows age from. */
function tablesOf(clock: Clock) {
  return allHoldings.flatMap(({ table, kept, ...holding }) =>
    kept !== "workspace" && kept.clock === clock ? [{ ...holding, ...kept, table }] : [],
  );
}

/**
 * How many records of a clock there are for people, how many of them are older than `before`, and the oldest one's
 * instant. What is out of everybody's sight grows old too, and is not told of.
 */
export async function countAged(tx: Transaction, workspaceId: string, clock: Clock, before: Date | null) {
  let [total, going] = [0, 0];
  let oldest: Date | null = null;
  for (const { table, since, exported, seenBy } of tablesOf(clock)) {
    if (seenBy === "nobody") continue;
    const seen = "where" in exported ? await exported.where?.(tx, workspaceId) : undefined;
    const isAged = before === null ? sql`false` : lt(since, before);
    const [found] = await tx
      .select({
        total: sql<number>`count(*)::int`,
        going: sql<number>`(count(*) filter (where ${isAged}))::int`,
        oldest: min(since),
      })
      .from(table)
      .where(and(ofWorkspace(table, workspaceId), seen));
    total += found?.total ?? 0;
    going += found?.going ?? 0;
    const first = found?.oldest instanceof Date ? found.oldest : null;
    if (first && (oldest === null || first < oldest)) oldest = first;
  }
  return { total, going, oldest };
}

/**
 * Deletes a clock's records that are older than `before`, a thousand a statement. What is already gone is not looked for
 * again, so it may be broken off and repeated. @returns how many went
 */
export async function prune(
  workspaceId: string,
  clock: Exclude<Clock, "audit">,
  before: Date,
): Promise<number> {
  let gone = 0;
  for (const aged of tablesOf(clock)) {
    for (let deleted = batchRows; deleted === batchRows; gone += deleted) {
      deleted = await pruneBatch(workspaceId, aged, before);
    }
  }
  return gone;
}

/** Deletes the next records of a table. @returns how many went */
function pruneBatch(
  workspaceId: string,
  { table, since, alongWith }: ReturnType<typeof tablesOf>[number],
  before: Date,
): Promise<number> {
  return systemDb().transaction(async (tx) => {
    const old = sql`${ofWorkspace(table, workspaceId)} and ${keyTuple(table)} in (
      select ${keyOrder(table)} from ${table}
      where ${ofWorkspace(table, workspaceId)} and ${lt(since, before)}
      order by ${keyOrder(table)} limit ${batchRows} for update skip locked)`;
    if (!alongWith) return (await tx.execute(sql`delete from ${table} where ${old}`)).count;
    const rows: Row[] = await tx.delete(table).where(old).returning();
    if (rows.length > 0) await alongWith(tx, rows);
    return rows.length;
  });
}
