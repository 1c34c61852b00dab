import { and, eq, exists, inArray, lte, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { dataExports, exportChunks } from "#db/schema/index.ts";
import { defineJob } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";

/** Nobody can download it any more. */
const isOver = () =>
  or(inArray(dataExports.state, ["failed", "cancelled"]), lte(dataExports.expiresAt, sql`now()`));

/** Deletes files that nobody can download any more: of one export, or of all. @returns how many pieces went */
export async function forgetFiles(which?: SQL): Promise<number> {
  const its = systemDb()
    .select({ one: sql`1` })
    .from(dataExports)
    .where(and(eq(dataExports.id, exportChunks.exportId), isOver()));
  const gone = await systemDb()
    .delete(exportChunks)
    .where(and(which, exists(its)));
  return gone.count;
}

/** Deletes the file of an export that expired, failed or was cancelled. */
export const forgetExport = defineJob({
  name: "forget-export",
  payload: z.object({ workspaceId: z.uuid(), exportId: z.uuid() }),
  async run({ workspaceId, exportId }) {
    await forgetFiles(and(eq(exportChunks.workspaceId, workspaceId), eq(exportChunks.exportId, exportId)));
    await nudge(systemDb(), workspaceId, "data");
  },
});
