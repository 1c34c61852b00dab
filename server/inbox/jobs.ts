import { z } from "zod";
import { inTenant } from "#db/tenant.ts";
import { messageOf } from "#server/core/errors.ts";
import { log } from "#server/core/log.ts";
import { defineJob, enqueue } from "#server/jobs/index.ts";
import { type Batch, hearBatch } from "./hear-batch.ts";

/** Hears a batch whose turn failed, again and again, so that it holds up nothing that came after it. */
export const processEvents = defineJob({
  name: "process-events",
  payload: z.object({
    workspaceId: z.uuid(),
    fromSeq: z.int().positive(),
    toSeq: z.int().positive(),
  }),
  run: async (batch) => {
    try {
      await inTenant(batch.workspaceId, (tx) => hearBatch(tx, batch));
    } catch (error) {
      if (batch.fromSeq === batch.toSeq) throw error;
      log().warn({ ...batch, err: messageOf(error) }, "events could not be heard; each half is tried alone");
      await tryHalves(batch);
    }
  },
});

/** One event that cannot be heard keeps no other from it. */
async function tryHalves({ workspaceId, fromSeq, toSeq }: Batch): Promise<void> {
  const middle = Math.floor((fromSeq + toSeq) / 2);
  await inTenant(workspaceId, async (tx) => {
    await enqueue(tx, processEvents, { workspaceId, fromSeq, toSeq: middle });
    await enqueue(tx, processEvents, { workspaceId, fromSeq: middle + 1, toSeq });
  });
}
