import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { readConsole } from "./console.ts";
import { getDelivery, listDeliveries, listLedgers } from "./reads.ts";
import { chartSchema, deliveryInput, listDeliveriesSchema, storyInput } from "./schemas.ts";
import { readStory } from "./story.ts";

const read = workspaceProcedure("destinations.read");

/** What became of events on their way to programs; for members who see every chat. */
export const deliveriesRouter = router({
  list: read.input(listDeliveriesSchema).query(({ ctx, input }) => listDeliveries(ctx.sight, input)),
  get: read.input(deliveryInput).query(({ ctx, input }) => getDelivery(ctx.sight, input.deliveryId)),
  console: read.input(chartSchema).query(({ ctx, input }) => readConsole(ctx.sight, input)),
  ledgers: read.query(({ ctx }) => listLedgers(ctx.sight)),
  story: read.input(storyInput).query(({ ctx, input }) => readStory(ctx.sight, input.eventId)),
});
