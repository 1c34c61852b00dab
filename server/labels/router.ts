import { inTenant } from "#db/tenant.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { findChat } from "#server/chats/index.ts";
import { changeLabel } from "./change-label.ts";
import { createLabel } from "./create-label.ts";
import { deleteLabel } from "./delete-label.ts";
import { getLabel } from "./get-label.ts";
import { recheckChat } from "./read-chat-job.ts";
import { listLabels, readChatLabels, readSync } from "./reads.ts";
import {
  changeLabelSchema,
  chatInput,
  createLabelSchema,
  labelInput,
  numberInput,
  pushLabelSchema,
  refreshSchema,
  setOnChatSchema,
} from "./schemas.ts";
import { setOnChat } from "./set-on-chat.ts";
import { startSync } from "./sync-state.ts";
import { checkBusiness, importLabels, pushLabel } from "./whatsapp.ts";

const read = workspaceProcedure("labels.read");
const set = workspaceProcedure("labels.set");
const manage = workspaceProcedure("labels.manage");

export const labelsRouter = router({
  list: read.query(({ ctx }) => inTenant(ctx.sight, (tx) => listLabels(tx, ctx.sight))),
  /** Has the labels read again behind the page; `force` also when they are not old yet. */
  refresh: read.input(refreshSchema).mutation(async ({ ctx, input }) => {
    const { id } = ctx.workspace;
    await inTenant(id, (tx) => startSync(tx, id, input));
    return (await inTenant(ctx.sight, (tx) => readSync(tx, id))).sync;
  }),
  ofChat: read.input(chatInput).query(({ ctx, input }) =>
    inTenant(ctx.sight, async (tx) => {
      await findChat(tx, ctx.sight, input.chat);
      return readChatLabels(tx, ctx.sight, input.chat);
    }),
  ),
  recheckChat: read
    .input(chatInput)
    .mutation(({ ctx, input }) => recheckChat(ctx.sight, input.chat, ctx.actor)),
  setOnChat: set.input(setOnChatSchema).mutation(({ ctx, input }) => setOnChat(ctx.sight, input, ctx.actor)),
  get: manage.input(labelInput).query(({ ctx, input }) => getLabel(ctx.sight, input.labelId, ctx.actor)),
  create: manage
    .input(createLabelSchema)
    .mutation(({ ctx, input }) => createLabel(ctx.workspace.id, input, ctx.actor)),
  change: manage
    .input(changeLabelSchema)
    .mutation(({ ctx, input }) => changeLabel(ctx.workspace.id, input, ctx.actor)),
  delete: manage
    .input(labelInput)
    .mutation(({ ctx, input }) => deleteLabel(ctx.workspace.id, input.labelId, ctx.actor)),
  push: manage
    .input(pushLabelSchema)
    .mutation(({ ctx, input }) => pushLabel(ctx.workspace.id, input, ctx.actor)),
  import: manage
    .input(numberInput)
    .mutation(({ ctx, input }) => importLabels(ctx.workspace.id, input.numberId, ctx.actor)),
  checkBusiness: manage
    .input(numberInput)
    .mutation(({ ctx, input }) =>
      checkBusiness(ctx.workspace.id, input.numberId, ctx.actor, { again: true }),
    ),
});
