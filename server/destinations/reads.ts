import { and, desc, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations, destinationTurns } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import type { DestinationHealth, DestinationView } from "./schemas.ts";

type Row = typeof destinations.$inferSelect;
type Turn = typeof destinationTurns.$inferSelect;

/** Whether the reader may change destinations; others do not see where exactly they are. */
export type Reader = { mayManage: boolean };

const iso = (instant: Date | null | undefined) => instant?.toISOString() ?? null;

function healthOf({ disabledAt }: Row, turn: Turn | null, now: Date): DestinationHealth {
  if (disabledAt) return "disabled";
  if (turn?.openUntil && turn.openUntil > now) return "paused";
  if (turn && turn.failuresInRow > 0) return "failing";
  return turn?.lastSuccessAt ? "healthy" : "idle";
}

function toView(row: Row, turn: Turn | null, { mayManage }: Reader): DestinationView {
  const now = new Date();
  const { id, name, format, filter, template, ratePerSecond, concurrency, ordered, headerNames } = row;
  const { disabledAt, disabledReason, previousSecretUntil } = row;
  return {
    ...{ id, name, format, filter, template, ratePerSecond, concurrency, ordered, headerNames },
    url: mayManage ? row.url : new URL(row.url).origin,
    previousSecretUntil: previousSecretUntil && previousSecretUntil > now ? iso(previousSecretUntil) : null,
    health: healthOf(row, turn, now),
    disabled: disabledAt && { at: disabledAt.toISOString(), reason: disabledReason ?? "person" },
    frozenAt: iso(row.frozenAt),
    failingSince: iso(turn?.failingSince),
    deadInRow: turn?.deadInRow ?? 0,
    pausedUntil: turn?.openUntil && turn.openUntil > now ? iso(turn.openUntil) : null,
    lastSuccessAt: iso(turn?.lastSuccessAt),
    lastFailureAt: iso(turn?.lastFailureAt),
    createdAt: row.createdAt.toISOString(),
  };
}

/** Of the workspace, and not deleted. */
export const isLive = (workspaceId: string) =>
  and(eq(destinations.workspaceId, workspaceId), isNull(destinations.deletedAt));

const withTurns = (tx: Transaction) =>
  tx
    .select({ row: destinations, turn: destinationTurns })
    .from(destinations)
    .leftJoin(
      destinationTurns,
      and(
        eq(destinationTurns.workspaceId, destinations.workspaceId),
        eq(destinationTurns.destinationId, destinations.id),
      ),
    );

/** More than any plan has. */
const listed = 500;

/** The workspace's destinations, newest first; a restricted member has none. */
export function listDestinations(place: Place, reader: Reader): Promise<DestinationView[]> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const found = await withTurns(tx)
      .where(isLive(workspaceId))
      .orderBy(desc(destinations.createdAt), desc(destinations.id))
      .limit(listed);
    return found.map(({ row, turn }) => toView(row, turn, reader));
  });
}

/** @throws DomainError `destination.not_found` */
export function getDestination(
  place: Place,
  destinationId: string,
  reader: Reader,
): Promise<DestinationView> {
  return inTenant(place, (tx) => viewDestination(tx, place, destinationId, reader));
}

/** As `getDestination`, in the caller's transaction. */
export async function viewDestination(
  tx: Transaction,
  place: Place,
  destinationId: string,
  reader: Reader,
): Promise<DestinationView> {
  const [found] = await withTurns(tx).where(
    and(isLive(sightIn(place).workspaceId), eq(destinations.id, destinationId)),
  );
  if (!found) throw notFound("destination");
  return toView(found.row, found.turn, reader);
}

/** The row, with its keys sealed. @throws DomainError `destination.not_found`, also for a deleted one */
export async function findDestination(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<Row> {
  const [row] = await tx
    .select()
    .from(destinations)
    .where(and(isLive(workspaceId), eq(destinations.id, destinationId)));
  if (!row) throw notFound("destination");
  return row;
}
