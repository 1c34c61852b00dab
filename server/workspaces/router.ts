import { router, signedIn, workspaceProcedure } from "#server/api/trpc.ts";
import { createWorkspace } from "./create-workspace.ts";
import { suggestSlug } from "./free-slug.ts";
import { listMemberships } from "./reads.ts";
import { createWorkspaceSchema, suggestSlugSchema } from "./schemas.ts";

export const workspacesRouter = router({
  list: signedIn.query(({ ctx }) => listMemberships(ctx.viewer.id)),
  create: signedIn
    .input(createWorkspaceSchema)
    .mutation(({ ctx, input }) => createWorkspace(ctx.viewer.id, input)),
  suggestSlug: signedIn
    .input(suggestSlugSchema)
    .query(async ({ input }) => ({ slug: await suggestSlug(input.name) })),
  get: workspaceProcedure("workspace.read").query(({ ctx }) => ctx.workspace),
});
