import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { defineJob, enqueue } from "#server/jobs/index.ts";
import { listDue, purgeWorkspace } from "./purge-workspace.ts";

/** Deletes one workspace whose week is over. */
export const purge = defineJob({
  name: "purge-workspace",
  payload: z.object({ workspaceId: z.uuid() }),
  run: ({ workspaceId }) => purgeWorkspace(workspaceId),
});

/** Every hour: one job for each workspace that is due, so that one in trouble does not keep the others. */
export const purgeDue = defineJob({
  name: "purge-due-workspaces",
  payload: z.unknown(),
  async run() {
    for (const workspaceId of await listDue()) {
      await enqueue(systemDb(), purge, { workspaceId }, { key: `purge ${workspaceId}` });
    }
  },
});
