import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { nudge } from "#server/live/index.ts";

/**
 * Cancels what a destination has not got yet, also what is under way: that attempt is still recorded, but not followed
 * by another. Takes the destination's turn first, as everybody does who changes its deliveries.
 *
 * @returns how many were cancelled
 */
export async function cancelWaiting(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<number> {
  await tx.execute(sql`
    select 1 from destination_turns
    where workspace_id = ${workspaceId} and destination_id = ${destinationId} for update`);
  const [counted] = await tx.execute<{ cancelled: number }>(sql`
    with cancelled as (
      update deliveries set state = 'cancelled', lease_until = null, ended_at = now()
      where workspace_id = ${workspaceId} and destination_id = ${destinationId}
        and state in ('pending', 'failed', 'delivering')
      returning 1
    )
    select count(*)::int as cancelled from cancelled`);
  await nudge(tx, workspaceId, "deliveries");
  return counted?.cancelled ?? 0;
}
