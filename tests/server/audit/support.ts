import { eq, type SQL, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { auditEntries } from "#db/schema/index.ts";
import { type ChainEntry, checkChain, type Seal } from "#server/audit/chain.ts";
import { type AuditEntry, record } from "#server/audit/index.ts";
import { readChain, readHead } from "#server/audit/read-chain.ts";
import { sealKeys } from "#server/audit/signing.ts";
import { newId } from "#server/core/ids.ts";

const operator = { kind: "operator" } as const;

/** Records each in a transaction of its own, in this order; a number stands for as many at once that say nothing. */
export async function recordAll(workspaceId: string, entries: Partial<AuditEntry>[] | number): Promise<void> {
  if (typeof entries === "number") {
    const row = { workspaceId, actorKind: "operator", action: "test.act" } as const;
    await systemDb()
      .insert(auditEntries)
      .values(Array.from({ length: entries }, () => ({ ...row, id: newId() })));
    return;
  }
  for (const entry of entries) {
    await record(systemDb(), { workspaceId, actor: operator, action: "test.act", ...entry });
  }
}

/** Adds an entry with a time of its own. */
export async function recordAt(workspaceId: string, at: Date): Promise<void> {
  const row = { workspaceId, id: newId(), at, actorKind: "system", action: "test.old" } as const;
  await systemDb().insert(auditEntries).values(row);
}

export async function chainOf(workspaceId: string): Promise<ChainEntry[]> {
  const head = await readHead(workspaceId);
  const entries: ChainEntry[] = [];
  for await (const batch of readChain(workspaceId, head?.seq ?? 0)) entries.push(...batch);
  return entries;
}

export function verdictOf(workspaceId: string, entries: readonly ChainEntry[], seals: Seal[] = []) {
  const check = checkChain({ workspaceId, seals, keys: sealKeys() });
  for (const entry of entries) check.take(entry);
  return check.finish();
}

/** What somebody may do who has the database's administrator, and nothing less: the triggers are off. */
export function tamper(change: (tx: Transaction) => SQL | SQL[]): Promise<void> {
  return systemDb().transaction(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    for (const statement of [change(tx)].flat()) await tx.execute(statement);
  });
}

export const countEntries = (workspaceId: string) =>
  systemDb().$count(auditEntries, eq(auditEntries.workspaceId, workspaceId));
