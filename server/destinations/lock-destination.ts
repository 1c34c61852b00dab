import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations, destinationTurns } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import { isLive } from "./reads.ts";

/**
 * Takes a destination for a change: itself, then its turn, in the order of everybody who takes both. Whoever needs the
 * workspace's fan-out to stand still takes that before.
 * @throws DomainError `destination.not_found`
 */
export async function lockDestination(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<typeof destinations.$inferSelect> {
  const [row] = await tx
    .select()
    .from(destinations)
    .where(and(isLive(workspaceId), eq(destinations.id, destinationId)))
    .for("update");
  if (!row) throw notFound("destination");
  await tx
    .select({ id: destinationTurns.destinationId })
    .from(destinationTurns)
    .where(isTurnOf(workspaceId, destinationId))
    .for("update");
  return row;
}

export const isTurnOf = (workspaceId: string, destinationId: string) =>
  and(eq(destinationTurns.workspaceId, workspaceId), eq(destinationTurns.destinationId, destinationId));

export const isDestination = (workspaceId: string, destinationId: string) =>
  and(eq(destinations.workspaceId, workspaceId), eq(destinations.id, destinationId));
