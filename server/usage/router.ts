import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { readUsage } from "./reads.ts";

export const usageRouter = router({
  get: workspaceProcedure("billing.read").query(({ ctx }) => readUsage(ctx.workspace.id)),
});
