import { router, workspaceProcedure } from "#server/api/trpc.ts";
import type { Actor } from "#server/audit/index.ts";
import { createInbox } from "./create-inbox.ts";
import { listRejected } from "./read-rejected.ts";
import { getEvent, listEvents, listFilters, listInboxes } from "./reads.ts";
import { replaceUrl, showUrl } from "./replace-url.ts";
import { rotateSecret } from "./rotate-secret.ts";
import {
  createInboxSchema,
  eventIdSchema,
  inboxIdSchema,
  listEventsSchema,
  rejectedSchema,
  rotateSecretSchema,
} from "./schemas.ts";

const read = workspaceProcedure("inbox.read");
const manage = workspaceProcedure("inbox.manage");
const member = (viewer: { id: string }): Actor => ({ kind: "member", userId: viewer.id });

/** What arrived. */
export const inboxRouter = router({
  events: read.input(listEventsSchema).query(({ ctx, input }) => listEvents(ctx.workspace.id, input)),
  event: read.input(eventIdSchema).query(({ ctx, input }) => getEvent(ctx.workspace.id, input.id)),
  filters: read.query(({ ctx }) => listFilters(ctx.workspace.id)),
  rejected: read.input(rejectedSchema).query(({ ctx, input }) => listRejected(ctx.workspace.id, input)),
});

/** The addresses that it arrives at. */
export const inboxesRouter = router({
  list: read.query(({ ctx }) => listInboxes(ctx.workspace.id)),
  create: manage
    .input(createInboxSchema)
    .mutation(({ ctx, input: { name, unsigned } }) =>
      createInbox(ctx.workspace.id, { name, ...(unsigned && { secret: null }) }, member(ctx.viewer)),
    ),
  showUrl: manage
    .input(inboxIdSchema)
    .mutation(({ ctx, input }) => showUrl(ctx.workspace.id, input.inboxId, member(ctx.viewer))),
  rotateSecret: manage
    .input(rotateSecretSchema)
    .mutation(({ ctx, input }) => rotateSecret(ctx.workspace.id, input, member(ctx.viewer))),
  replaceUrl: manage
    .input(inboxIdSchema)
    .mutation(({ ctx, input }) => replaceUrl(ctx.workspace.id, input.inboxId, member(ctx.viewer))),
});
