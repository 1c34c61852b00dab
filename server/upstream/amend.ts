import type { Transaction } from "#db/client.ts";
import { upstreamReads } from "#db/schema/index.ts";
import type { AnswerOf, CachedOperation, UpstreamKey } from "./operations.ts";
import { findPlace, itself } from "./rows.ts";

/** What a write of ours changed in a stored answer; gets it as it stands. */
type Amendment<O extends CachedOperation> = (answer: AnswerOf<O>) => AnswerOf<O>;

/**
 * Puts what MoltFlow answered to a write into the stored answer of a read, so that the next look shows it without
 * another call. Where nothing is stored nothing is done. Invalidate it too: a refresh may have begun before the write.
 */
export async function amendUpstream<O extends CachedOperation>(
  tx: Transaction,
  workspaceId: string,
  key: UpstreamKey<O>,
  amend: Amendment<O>,
): Promise<void> {
  const which = itself(await findPlace(tx, workspaceId, key), key);
  const [row] = await tx.select({ body: upstreamReads.body }).from(upstreamReads).where(which).for("update");
  if (row?.body == null) return;
  await tx
    .update(upstreamReads)
    .set({ body: amend(row.body as AnswerOf<O>) })
    .where(which);
}
