import { lt } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { chatNotes } from "#db/schema/index.ts";

/** A deletion can be undone at least this long. */
const restorableMs = 15 * 60_000;

/** Forgets notes whose deletion nobody undid. @returns how many */
export async function sweepDeletedNotes(now: Date): Promise<number> {
  const swept = await systemDb()
    .delete(chatNotes)
    .where(lt(chatNotes.deletedAt, new Date(now.getTime() - restorableMs)));
  return swept.count;
}
