import { and, eq, lt } from "drizzle-orm";
import { members } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { lastEventSeq } from "./reads.ts";

/** Notes that a member has seen the events up to `seq`: never less than before, never more than there are. */
export async function markSeen(workspaceId: string, userId: string, seq: number): Promise<void> {
  const seenSeq = Math.min(seq, await lastEventSeq(workspaceId));
  const isNews = and(
    eq(members.workspaceId, workspaceId),
    eq(members.userId, userId),
    lt(members.seenSeq, seenSeq),
  );
  await inTenant(workspaceId, (tx) => tx.update(members).set({ seenSeq }).where(isNews));
}
