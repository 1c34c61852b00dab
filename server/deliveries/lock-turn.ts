import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations, destinationTurns } from "#db/schema/index.ts";
import type { Illness } from "./health.ts";

/** A destination that takes deliveries, with its turn locked; null when it is disabled, deleted, or has had none. */
export async function lockTurn(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<{ name: string; illness: Illness; alertedPercent: number; nowMs: number } | null> {
  const [row] = await tx
    .select({
      name: destinations.name,
      failingSince: destinationTurns.failingSince,
      deadInRow: destinationTurns.deadInRow,
      alertedPercent: destinationTurns.alertedPercent,
      nowMs: sql<number>`(extract(epoch from clock_timestamp()) * 1000)::float8`,
    })
    .from(destinationTurns)
    .innerJoin(
      destinations,
      and(
        eq(destinations.workspaceId, destinationTurns.workspaceId),
        eq(destinations.id, destinationTurns.destinationId),
      ),
    )
    .where(
      and(
        eq(destinationTurns.workspaceId, workspaceId),
        eq(destinationTurns.destinationId, destinationId),
        isNull(destinations.disabledAt),
        isNull(destinations.deletedAt),
      ),
    )
    .for("update");
  if (!row) return null;
  const { name, failingSince, deadInRow, alertedPercent, nowMs } = row;
  return {
    name,
    illness: { failingSinceMs: failingSince?.getTime() ?? null, deadInRow },
    alertedPercent,
    nowMs,
  };
}
