import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations, destinationTurns } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { nudge } from "#server/live/index.ts";

/**
 * Turns a destination off that answered that it is gone, failed for too long or too often, or that the plan has no room
 * for. What waits stays and is not
 * attempted; what arrives from now on gets no delivery. The caller holds its turn and has found it to be on.
 */
export async function disableDestination(
  tx: Transaction,
  {
    workspaceId,
    destinationId,
    reason,
    actor = { kind: "system" },
  }: {
    workspaceId: string;
    destinationId: string;
    reason: "gone" | "failing" | "dead_in_row" | "plan";
    actor?: Actor;
  },
): Promise<void> {
  await tx
    .update(destinations)
    .set({
      disabledAt: sql`now()`,
      disabledReason: reason,
      disabledSeq: sql`coalesce((select last_seq from workspace_counters where workspace_id = ${workspaceId}), 0)`,
    })
    .where(and(eq(destinations.workspaceId, workspaceId), eq(destinations.id, destinationId)));
  await tx
    .update(destinationTurns)
    .set({ dueAt: null })
    .where(
      and(eq(destinationTurns.workspaceId, workspaceId), eq(destinationTurns.destinationId, destinationId)),
    );
  await record(tx, {
    ...{ workspaceId, actor, action: "destination.disable", target: destinationId },
    details: { reason },
  });
  await nudge(tx, workspaceId, "destinations");
}
