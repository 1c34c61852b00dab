import { and, asc, desc, eq, isNull, type SQL } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { connections, numberDrops, numbers, pairings, users } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { numbersInSight } from "#server/inbox/index.ts";
import { type NumberView, numberColumns, type PairingView, toNumberView, toPairingView } from "./view.ts";

/**
 * The session allowlist: only allowed numbers of the live connection exist for the workspace, and of those only the
 * ones in sight for a restricted member.
 */
function allowedNumbers(tx: Queryable, place: Place, condition?: SQL) {
  return tx
    .select(numberColumns)
    .from(numbers)
    .innerJoin(connections, and(eq(connections.id, numbers.connectionId), isNull(connections.disconnectedAt)))
    .leftJoin(numberDrops, and(eq(numberDrops.numberId, numbers.id), isNull(numberDrops.recoveredAt)))
    .leftJoin(users, eq(users.id, numbers.holderId))
    .leftJoin(pairings, and(eq(pairings.numberId, numbers.id), isNull(pairings.endedAt)))
    .where(and(numbersInSight(place), condition))
    .orderBy(asc(numbers.name), asc(numbers.id));
}

/** The workspace's numbers, by name. */
export async function listNumbers(tx: Queryable, place: Place): Promise<NumberView[]> {
  return (await allowedNumbers(tx, place)).map(toNumberView);
}

/**
 * One allowed number.
 * @throws DomainError `number.not_found` for a foreign number, for one that is not allowed, and for one out of sight alike
 */
export async function getNumber(tx: Queryable, place: Place, numberId: string): Promise<NumberView> {
  const [row] = await allowedNumbers(tx, place, eq(numbers.id, numberId));
  if (!row) throw notFound("number");
  return toNumberView(row);
}

/** The number's newest attempt to link a phone, going on or ended; null when there was none. */
export async function newestPairing(
  tx: Queryable,
  place: Place,
  numberId: string,
): Promise<PairingView | null> {
  await getNumber(tx, place, numberId);
  const [row] = await tx
    .select()
    .from(pairings)
    .where(and(eq(pairings.workspaceId, sightIn(place).workspaceId), eq(pairings.numberId, numberId)))
    .orderBy(desc(pairings.createdAt), desc(pairings.id))
    .limit(1);
  return row ? toPairingView(row) : null;
}
