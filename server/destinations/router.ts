import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { changeDestination } from "./change-destination.ts";
import { createDestination } from "./create-destination.ts";
import { preview } from "./preview.ts";
import { getDestination, listDestinations } from "./reads.ts";
import { removeDestination } from "./remove-destination.ts";
import {
  changeDestinationSchema,
  createDestinationSchema,
  destinationInput,
  enableDestinationSchema,
  previewSchema,
  rotateDestinationSecretSchema,
} from "./schemas.ts";
import { rotateSecret, showSecret } from "./secrets.ts";
import { sendTest } from "./send-test.ts";
import { disableDestination, enableDestination } from "./turn-off.ts";

const read = workspaceProcedure("destinations.read");
const manage = workspaceProcedure("destinations.manage");
/** Shows or replaces a key. */
const handleKeys = workspaceProcedure("destinations.manage", { confirmed: true });

export const destinationsRouter = router({
  list: read.query(({ ctx }) => listDestinations(ctx.sight, { mayManage: ctx.may("destinations.manage") })),
  get: read
    .input(destinationInput)
    .query(({ ctx, input }) =>
      getDestination(ctx.sight, input.destinationId, { mayManage: ctx.may("destinations.manage") }),
    ),
  create: manage
    .input(createDestinationSchema)
    .mutation(({ ctx, input: { workspace: _, ...input } }) =>
      createDestination(ctx.workspace.id, input, ctx.actor),
    ),
  change: manage
    .input(changeDestinationSchema)
    .mutation(({ ctx, input: { workspace: _, ...input } }) =>
      changeDestination(ctx.workspace.id, input, ctx.actor),
    ),
  remove: manage
    .input(destinationInput)
    .mutation(({ ctx, input }) => removeDestination(ctx.workspace.id, input.destinationId, ctx.actor)),
  disable: manage
    .input(destinationInput)
    .mutation(({ ctx, input }) => disableDestination(ctx.workspace.id, input.destinationId, ctx.actor)),
  enable: manage
    .input(enableDestinationSchema)
    .mutation(({ ctx, input }) => enableDestination(ctx.workspace.id, input, ctx.actor)),
  rotateSecret: handleKeys
    .input(rotateDestinationSecretSchema)
    .mutation(({ ctx, input }) => rotateSecret(ctx.workspace.id, input, ctx.actor)),
  showSecret: handleKeys
    .input(destinationInput)
    .mutation(({ ctx, input }) => showSecret(ctx.workspace.id, input.destinationId, ctx.actor)),
  preview: manage.input(previewSchema).query(({ ctx, input }) => preview(ctx.sight, input)),
  test: manage
    .input(destinationInput)
    .mutation(({ ctx, input }) => sendTest(ctx.workspace.id, input.destinationId, ctx.actor)),
});
