import { router, workspaceProcedure } from "#server/api/trpc.ts";
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
/** Shows or replaces a key. */
const handleKeys = workspaceProcedure("inbox.manage", { confirmed: true });

/** What arrived. */
export const inboxRouter = router({
  events: read
    .input(listEventsSchema)
    .query(({ ctx, input }) => listEvents(ctx.sight, input, ctx.workspace.hidePhones)),
  event: read.input(eventIdSchema).query(({ ctx, input }) => getEvent(ctx.sight, input.id)),
  filters: read.query(({ ctx }) => listFilters(ctx.sight)),
  rejected: read.input(rejectedSchema).query(({ ctx, input }) => listRejected(ctx.sight, input)),
});

/** The addresses that it arrives at. */
export const inboxesRouter = router({
  list: read.query(({ ctx }) => listInboxes(ctx.workspace.id)),
  create: manage
    .input(createInboxSchema)
    .mutation(({ ctx, input: { name, unsigned } }) =>
      createInbox(ctx.workspace.id, { name, ...(unsigned && { secret: null }) }, ctx.actor),
    ),
  showUrl: handleKeys
    .input(inboxIdSchema)
    .mutation(({ ctx, input }) => showUrl(ctx.workspace.id, input.inboxId, ctx.actor)),
  rotateSecret: handleKeys
    .input(rotateSecretSchema)
    .mutation(({ ctx, input }) => rotateSecret(ctx.workspace.id, input, ctx.actor)),
  replaceUrl: handleKeys
    .input(inboxIdSchema)
    .mutation(({ ctx, input }) => replaceUrl(ctx.workspace.id, input.inboxId, ctx.actor)),
});
