import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { readStatus } from "./reads.ts";

export const budgetRouter = router({
  status: workspaceProcedure("budget.read").query(({ ctx }) => readStatus(ctx.workspace.id, ctx.authorId)),
});
