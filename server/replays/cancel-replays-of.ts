import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { replays } from "#db/schema/index.ts";

/** Ends every replay to a destination that is deleted in the caller's transaction, before it takes the destination's turn. */
export async function cancelReplaysOf(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<void> {
  await tx
    .update(replays)
    .set({ state: "cancelled", endedAt: new Date() })
    .where(
      and(
        eq(replays.workspaceId, workspaceId),
        eq(replays.destinationId, destinationId),
        inArray(replays.state, ["running", "paused"]),
      ),
    );
}
