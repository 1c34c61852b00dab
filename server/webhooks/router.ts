import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { changeWebhook } from "./change-webhook.ts";
import { createWebhook } from "./create-webhook.ts";
import { deleteWebhook } from "./delete-webhook.ts";
import { getWebhook, listWebhooks, refreshWebhooks } from "./list-webhooks.ts";
import { changeWebhookSchema, createWebhookSchema, webhookInput } from "./schemas.ts";
import { testWebhook } from "./test-webhook.ts";

const read = workspaceProcedure("webhooks.read");
const manage = workspaceProcedure("webhooks.manage");

export const webhooksRouter = router({
  list: read.query(({ ctx }) => listWebhooks(ctx.workspace.id, ctx.actor)),
  refresh: read.mutation(({ ctx }) => refreshWebhooks(ctx.workspace.id, ctx.actor)),
  get: read
    .input(webhookInput)
    .query(({ ctx, input }) => getWebhook(ctx.workspace.id, input.webhookId, ctx.actor)),
  create: manage
    .input(createWebhookSchema)
    .mutation(({ ctx, input }) => createWebhook(ctx.workspace.id, input, ctx.actor)),
  change: manage
    .input(changeWebhookSchema)
    .mutation(({ ctx, input }) => changeWebhook(ctx.workspace.id, input, ctx.actor)),
  delete: manage
    .input(webhookInput)
    .mutation(({ ctx, input }) => deleteWebhook(ctx.workspace.id, input.webhookId, ctx.actor)),
  test: manage
    .input(webhookInput)
    .mutation(({ ctx, input }) => testWebhook(ctx.workspace.id, input.webhookId, ctx.actor)),
});
