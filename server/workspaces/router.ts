import { router, signedIn, workspaceProcedure } from "#server/api/trpc.ts";
import { changeDetails } from "./change-details.ts";
import { setTwoFactorPolicy } from "./change-policy.ts";
import { changeSlug } from "./change-slug.ts";
import { createWorkspace } from "./create-workspace.ts";
import { deleteWorkspace, undoDelete } from "./delete-workspace.ts";
import { suggestSlug } from "./free-slug.ts";
import { readGettingStarted } from "./getting-started.ts";
import { markSeen } from "./mark-seen.ts";
import { readOverview } from "./overview.ts";
import { listMemberships, readSettings } from "./reads.ts";
import {
  changeDetailsSchema,
  changeSlugSchema,
  createWorkspaceSchema,
  deleteWorkspaceSchema,
  markSeenSchema,
  setPictureSchema,
  suggestSlugSchema,
  twoFactorPolicySchema,
} from "./schemas.ts";
import { readSecondFactors } from "./second-factors.ts";
import { removePicture, setPicture } from "./set-picture.ts";

export const workspacesRouter = router({
  list: signedIn.query(({ ctx }) => listMemberships(ctx.viewer.id)),
  create: signedIn
    .input(createWorkspaceSchema)
    .mutation(({ ctx, input }) => createWorkspace(ctx.viewer.id, input)),
  suggestSlug: signedIn
    .input(suggestSlugSchema)
    .query(async ({ input }) => ({ slug: await suggestSlug(input.name) })),
  overview: signedIn.query(({ ctx }) => readOverview(ctx.viewer)),
  get: workspaceProcedure("workspace.read").query(({ ctx }) => ctx.workspace),
  settings: workspaceProcedure("workspace.read").query(({ ctx }) => readSettings(ctx.workspace)),
  gettingStarted: workspaceProcedure("workspace.update").query(({ ctx }) =>
    readGettingStarted(ctx.workspace.id),
  ),
  update: workspaceProcedure("workspace.update")
    .input(changeDetailsSchema)
    .mutation(({ ctx, input }) => changeDetails(ctx.workspace.id, input, ctx.actor)),
  changeSlug: workspaceProcedure("workspace.update")
    .input(changeSlugSchema)
    .mutation(({ ctx, input }) => changeSlug(ctx.workspace.id, input.slug, ctx.actor)),
  setPicture: workspaceProcedure("workspace.update")
    .input(setPictureSchema)
    .mutation(({ ctx, input }) =>
      setPicture(ctx.workspace.id, Buffer.from(input.base64, "base64"), ctx.actor),
    ),
  removePicture: workspaceProcedure("workspace.update").mutation(({ ctx }) =>
    removePicture(ctx.workspace.id, ctx.actor),
  ),
  delete: workspaceProcedure("workspace.delete", { confirmed: true })
    .input(deleteWorkspaceSchema)
    .mutation(({ ctx, input }) => deleteWorkspace(ctx.workspace.id, input.name, ctx.actor)),
  undoDelete: workspaceProcedure("workspace.delete").mutation(({ ctx }) =>
    undoDelete(ctx.workspace.id, ctx.actor),
  ),
  secondFactors: workspaceProcedure("security.manage").query(({ ctx }) => readSecondFactors(ctx.workspace)),
  setTwoFactorPolicy: workspaceProcedure("security.manage", { confirmed: true })
    .input(twoFactorPolicySchema)
    .mutation(({ ctx, input }) =>
      setTwoFactorPolicy(ctx.workspace.id, input.required, {
        actor: ctx.actor,
        hasTwoFactor: ctx.viewer?.hasTwoFactor === true,
      }),
    ),
  markSeen: workspaceProcedure("inbox.read")
    .input(markSeenSchema)
    .mutation(async ({ ctx, input }) => {
      if (ctx.authorId) await markSeen(ctx.workspace.id, ctx.authorId, input.seq);
    }),
});
