import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { cancelScheduled, changeScheduled, sendScheduledNow } from "./change-scheduled.ts";
import { listScheduled } from "./reads.ts";
import { scheduleMessage } from "./schedule-message.ts";
import { changeScheduledSchema, listScheduledSchema, scheduledInput, scheduleSchema } from "./schemas.ts";

export const scheduledRouter = router({
  list: workspaceProcedure("chats.read")
    .input(listScheduledSchema)
    .query(({ ctx, input }) => listScheduled(ctx.sight, input)),
  create: workspaceProcedure("messages.send")
    .input(scheduleSchema)
    .mutation(({ ctx, input }) => scheduleMessage(ctx.sight, input, ctx)),
  change: workspaceProcedure("messages.send")
    .input(changeScheduledSchema)
    .mutation(({ ctx, input }) => changeScheduled(ctx.sight, input, ctx)),
  cancel: workspaceProcedure("messages.send")
    .input(scheduledInput)
    .mutation(({ ctx, input }) => cancelScheduled(ctx.sight, input.id, ctx)),
  sendNow: workspaceProcedure("messages.send")
    .input(scheduledInput)
    .mutation(({ ctx, input }) => sendScheduledNow(ctx.sight, input.id, ctx)),
});
