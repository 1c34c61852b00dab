import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { beginReplay, countReplay } from "./ask-replay.ts";
import { changeReplay } from "./change-replay.ts";
import { listReplays } from "./reads.ts";
import { changeReplaySchema, countReplaySchema, listReplaysSchema, startReplaySchema } from "./schemas.ts";

const manage = workspaceProcedure("destinations.manage");

export const replaysRouter = router({
  list: workspaceProcedure("destinations.read")
    .input(listReplaysSchema)
    .query(({ ctx, input }) => listReplays(ctx.sight, input.destinationId)),
  /** A dry run. */
  count: manage.input(countReplaySchema).query(({ ctx, input }) => countReplay(ctx.workspace.id, input)),
  start: manage
    .input(startReplaySchema)
    .mutation(({ ctx, input }) => beginReplay(ctx.workspace.id, input, ctx.actor)),
  change: manage
    .input(changeReplaySchema)
    .mutation(({ ctx, input }) => changeReplay(ctx.workspace.id, input, ctx.actor)),
});
