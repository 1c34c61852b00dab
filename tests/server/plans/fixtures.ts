import { and, eq, isNotNull } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { auditEntries, destinations, members, numbers, subscriptions } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { fitToPlan } from "#server/plans/index.ts";
import { makeConnectedNumber } from "#tests/support/factories.ts";

export const operator = { kind: "operator" } as const;

/** Makes what a workspace has fit into its plan, as an operator. */
export const fitNow = (workspaceId: string) =>
  systemDb().transaction((tx) => fitToPlan(tx, workspaceId, operator));

/** A connection with so many working numbers, a day apart, the oldest first. @returns their ids */
export async function makeNumbers(workspaceId: string, count: number): Promise<string[]> {
  const { connectionId, numberId } = await makeConnectedNumber(workspaceId);
  const day = (index: number) => new Date(Date.UTC(2026, 0, 1 + index));
  await systemDb()
    .update(numbers)
    .set({ createdAt: day(0) })
    .where(eq(numbers.id, numberId));
  const more = Array.from({ length: count - 1 }, (_, index) => ({
    ...{
      workspaceId,
      id: newId(),
      connectionId,
      sessionId: newId(),
      name: `Desk ${index}`,
      status: "working",
    },
    ...{ statusAt: new Date(), allowed: true, createdAt: day(index + 1) },
  }));
  if (more.length > 0) await systemDb().insert(numbers).values(more);
  return [numberId, ...more.map(({ id }) => id)];
}

const tables = { numbers, members, destinations, subscriptions } as const;

/** The ids of what is frozen. */
export async function frozenIn(workspaceId: string, kind: keyof typeof tables): Promise<string[]> {
  const table = tables[kind];
  const rows: { id?: string; userId?: string | null }[] = await systemDb()
    .select()
    .from(table)
    .where(and(eq(table.workspaceId, workspaceId), isNotNull(table.frozenAt)));
  return rows.map(({ id, userId }) => id ?? userId ?? "").sort();
}

/** What the audit tells of freezing and thawing, oldest first. */
export async function toldOf(workspaceId: string): Promise<[string, unknown][]> {
  const rows = await systemDb()
    .select({ action: auditEntries.action, details: auditEntries.details })
    .from(auditEntries)
    .where(eq(auditEntries.workspaceId, workspaceId))
    .orderBy(auditEntries.seq);
  return rows
    .filter(({ action }) => /^billing\./.test(action))
    .map(({ action, details }) => [action, details]);
}
