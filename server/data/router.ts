import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { checkAiConsent } from "./ai-consent.ts";
import { eraseContact } from "./erase-contact.ts";
import { listErasures } from "./erasures.ts";
import { cancelExport, listExports } from "./exports.ts";
import { previewErasure } from "./preview-erasure.ts";
import { previewRetention, readRetention, setRetention } from "./retention.ts";
import {
  eraseContactSchema,
  exportIdSchema,
  previewErasureSchema,
  retentionSchema,
  startExportSchema,
} from "./schemas.ts";
import { startExport } from "./start-export.ts";

const read = workspaceProcedure("data.read");
/** Everybody who may take the inbox along; the verbs give managers more. */
const takeInbox = workspaceProcedure("inbox.export");

export const dataRouter = router({
  retention: read.query(({ ctx }) => readRetention(ctx.workspace.id)),
  previewRetention: read
    .input(retentionSchema)
    .query(({ ctx, input }) => previewRetention(ctx.workspace.id, input)),
  setRetention: workspaceProcedure("data.retention", { confirmed: true })
    .input(retentionSchema)
    .mutation(({ ctx, input }) => setRetention(ctx.workspace.id, input, ctx.actor)),

  exports: takeInbox.query(({ ctx }) => listExports(ctx)),
  exportEvents: takeInbox
    .input(startExportSchema)
    .mutation(({ ctx, input }) =>
      startExport(ctx.workspace.id, { kind: "events", format: input.format }, ctx.actor, ctx.authorId),
    ),
  exportWorkspace: workspaceProcedure("data.export", { confirmed: true })
    .input(startExportSchema)
    .mutation(({ ctx, input }) =>
      startExport(ctx.workspace.id, { kind: "workspace", format: input.format }, ctx.actor, ctx.authorId),
    ),
  cancelExport: takeInbox.input(exportIdSchema).mutation(({ ctx, input }) => cancelExport(ctx, input.id)),

  erasures: read.query(({ ctx }) => listErasures(ctx.workspace.id)),
  // A mutation, so that the contact's address stands in no URL.
  previewErasure: workspaceProcedure("data.erase")
    .input(previewErasureSchema)
    .mutation(({ ctx, input }) => previewErasure(ctx.workspace.id, input.contact)),
  eraseContact: workspaceProcedure("data.erase", { confirmed: true })
    .input(eraseContactSchema)
    .mutation(({ ctx, input }) => eraseContact(ctx.workspace.id, input, ctx.actor, ctx.authorId)),

  // A mutation, because each one costs a call of MoltFlow's few.
  checkAiConsent: read.mutation(({ ctx }) => checkAiConsent(ctx.workspace.id, ctx.actor)),
});
