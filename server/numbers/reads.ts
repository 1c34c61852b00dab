import { and, asc, desc, eq, isNull, type SQL } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections, numbers, pairings } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import { type NumberView, numberColumns, type PairingView, toNumberView, toPairingView } from "./view.ts";

/** The session allowlist: only allowed numbers of the live connection exist for the workspace. */
function allowedNumbers(tx: Queryable, workspaceId: string, condition?: SQL) {
  return tx
    .select(numberColumns)
    .from(numbers)
    .innerJoin(connections, and(eq(connections.id, numbers.connectionId), isNull(connections.disconnectedAt)))
    .leftJoin(pairings, and(eq(pairings.numberId, numbers.id), isNull(pairings.endedAt)))
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.allowed, true), condition))
    .orderBy(asc(numbers.name), asc(numbers.id));
}

/** The workspace's numbers, by name. */
export async function listNumbers(tx: Queryable, workspaceId: string): Promise<NumberView[]> {
  return (await allowedNumbers(tx, workspaceId)).map(toNumberView);
}

/**
 * One allowed number.
 * @throws DomainError `number.not_found` for a foreign number and for one that is not allowed alike
 */
export async function getNumber(tx: Queryable, workspaceId: string, numberId: string): Promise<NumberView> {
  const [row] = await allowedNumbers(tx, workspaceId, eq(numbers.id, numberId));
  if (!row) throw notFound("number");
  return toNumberView(row);
}

/** The number's newest attempt to link a phone, going on or ended; null when there was none. */
export async function newestPairing(
  tx: Queryable,
  workspaceId: string,
  numberId: string,
): Promise<PairingView | null> {
  await getNumber(tx, workspaceId, numberId);
  const [row] = await tx
    .select()
    .from(pairings)
    .where(and(eq(pairings.workspaceId, workspaceId), eq(pairings.numberId, numberId)))
    .orderBy(desc(pairings.createdAt), desc(pairings.id))
    .limit(1);
  return row ? toPairingView(row) : null;
}
