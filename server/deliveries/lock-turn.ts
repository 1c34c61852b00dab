import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations, destinationTurns } from "#db/schema/index.ts";
import type { Illness } from "./health.ts";

/**
 * A destination that takes deliveries, locked together with its turn; null when it is disabled, deleted, or has had
 * none. The destination first, as for whoever changes it.
 */
export async function lockTurn(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<{ name: string; illness: Illness; alertedPercent: number; nowMs: number } | null> {
  const [destination] = await tx
    .select({ name: destinations.name })
    .from(destinations)
    .where(
      and(
        eq(destinations.workspaceId, workspaceId),
        eq(destinations.id, destinationId),
        isNull(destinations.disabledAt),
        isNull(destinations.deletedAt),
      ),
    )
    .for("no key update");
  if (!destination) return null;
  const [turn] = await tx
    .select({
      failingSince: destinationTurns.failingSince,
      deadInRow: destinationTurns.deadInRow,
      alertedPercent: destinationTurns.alertedPercent,
      nowMs: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8`,
    })
    .from(destinationTurns)
    .where(
      and(eq(destinationTurns.workspaceId, workspaceId), eq(destinationTurns.destinationId, destinationId)),
    )
    .for("update");
  if (!turn) return null;
  const { failingSince, deadInRow, alertedPercent, nowMs } = turn;
  const illness = { failingSinceMs: failingSince?.getTime() ?? null, deadInRow };
  return { name: destination.name, illness, alertedPercent, nowMs };
}
