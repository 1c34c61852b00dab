import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { labelSyncs } from "#db/schema/index.ts";
import { nudge } from "#server/live/index.ts";

/** One run of reading the labels of a connection. */
export type SyncRun = { workspaceId: string; connectionId: string; run: string };

type Change = Partial<typeof labelSyncs.$inferInsert>;

/** Notes how a run stands, as a sign of life. @returns whether it is still the present one */
export async function noteRun(
  tx: Transaction,
  { workspaceId, connectionId, run }: SyncRun,
  change: Change,
): Promise<boolean> {
  const noted = await tx
    .update(labelSyncs)
    .set({ waitsUntil: null, ...change, movedAt: new Date() })
    .where(
      and(
        eq(labelSyncs.workspaceId, workspaceId),
        eq(labelSyncs.connectionId, connectionId),
        eq(labelSyncs.run, run),
        eq(labelSyncs.state, "running"),
      ),
    )
    .returning({ run: labelSyncs.run });
  if (noted.length === 0) return false;
  await nudge(tx, workspaceId, "labels");
  return true;
}
