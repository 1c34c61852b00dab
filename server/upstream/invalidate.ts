import { and, eq, lt } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { upstreamReads } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";
import { type CachedOperation, cachedReads } from "./operations.ts";

/** What nobody has looked at for this long is let go. */
const keptMs = 30 * 24 * 3_600_000;

/** Marks stored answers as old after a write or an event, of one number where it is named. */
export async function invalidateUpstream(
  tx: Transaction,
  workspaceId: string,
  operations: readonly CachedOperation[],
  numberId?: string,
): Promise<void> {
  await tx
    .update(upstreamReads)
    .set({ invalidatedAt: new Date() })
    .where(
      and(
        eq(upstreamReads.workspaceId, workspaceId),
        isOneOf(upstreamReads.operation, operations),
        numberId === undefined ? undefined : eq(upstreamReads.numberId, numberId),
      ),
    );
  const topics = new Set(operations.map((operation) => cachedReads[operation].topic));
  for (const topic of topics) await nudge(tx, workspaceId, topic);
}

/** @returns how many answers were let go */
export async function forgetOldReads(now: Date): Promise<number> {
  const old = new Date(now.getTime() - keptMs);
  return (await systemDb().delete(upstreamReads).where(lt(upstreamReads.askedAt, old))).count;
}
