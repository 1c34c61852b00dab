import { z } from "zod";
import { type Queryable, systemDb } from "#db/client.ts";
import { idSchema } from "#server/core/ids.ts";
import { defineJob, enqueue } from "#server/jobs/index.ts";
import { fitToPlan } from "./freeze.ts";

const payload = z.object({ workspaceId: idSchema });

/** Looks anew at what fits into the plan, after something made room or MoltFlow's plan became another. */
export const fitToPlanJob = defineJob<z.infer<typeof payload>>({
  name: "fit-to-plan",
  payload,
  run: ({ workspaceId }) => systemDb().transaction((tx) => fitToPlan(tx, workspaceId, { kind: "system" })),
});

/** Has that done soon after the caller's transaction, whose own locks are no matter then. */
export const fitSoon = (tx: Queryable, workspaceId: string): Promise<void> =>
  enqueue(tx, fitToPlanJob, { workspaceId }, { key: `fit-to-plan:${workspaceId}` });
