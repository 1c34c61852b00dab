import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { nudge } from "#server/live/index.ts";

/**
 * Lets a destination that was disabled begin anew: its failures are forgotten, and what waits is due. For the
 * transaction that enables it, as its last statement.
 */
export async function resumeDeliveries(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<void> {
  await tx.execute(sql`
    update destination_turns set due_at = now(), open_until = null, slow_until = null, failures_in_row = 0,
      failing_since = null, dead_in_row = 0, alerted_percent = 0
    where workspace_id = ${workspaceId} and destination_id = ${destinationId}`);
  await nudge(tx, workspaceId, "deliveries");
}
