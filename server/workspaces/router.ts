import { router, signedIn, workspaceProcedure } from "#server/api/trpc.ts";
import { createWorkspace } from "./create-workspace.ts";
import { listMemberships } from "./reads.ts";
import { createWorkspaceSchema } from "./schemas.ts";

export const workspacesRouter = router({
  list: signedIn.query(({ ctx }) => listMemberships(ctx.viewer.id)),
  create: signedIn
    .input(createWorkspaceSchema)
    .mutation(({ ctx, input }) => createWorkspace(ctx.viewer.id, input)),
  get: workspaceProcedure("workspace.read").query(({ ctx }) => ctx.workspace),
});
