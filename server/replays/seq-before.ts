import { and, asc, eq, gte } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { events } from "#db/schema/index.ts";

/**
 * The last event that arrived before an instant, by its `seq`; 0 when none did. Events are numbered in the order in
 * which they were stored, which is that of their arrival but for moments, so it is found by halving: about thirty steps
 * through the key, however many events there are.
 */
export async function seqBefore(
  tx: Transaction,
  workspaceId: string,
  instant: Date,
  throughSeq: number,
): Promise<number> {
  let [low, high] = [0, throughSeq];
  while (low < high) {
    const middle = Math.floor((low + high) / 2) + 1;
    const [at] = await tx
      .select({ seq: events.seq, receivedAt: events.receivedAt })
      .from(events)
      .where(and(eq(events.workspaceId, workspaceId), gte(events.seq, middle)))
      .orderBy(asc(events.seq))
      .limit(1);
    // Where the events up to `high` are gone, those before it say as much as it does.
    if (!at || at.seq > high || at.receivedAt >= instant) high = middle - 1;
    else low = at.seq;
  }
  return low;
}
