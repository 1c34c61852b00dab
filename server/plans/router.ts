import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { readRoom } from "./room.ts";

export const plansRouter = router({
  room: workspaceProcedure("workspace.read").query(({ ctx }) => readRoom(ctx.workspace.id, ctx.may)),
});
