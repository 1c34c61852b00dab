import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { listAnswers } from "./reads.ts";
import { forEventSchema, sendMessageSchema } from "./schemas.ts";
import { sendMessage } from "./send-message.ts";

export const messagesRouter = router({
  send: workspaceProcedure("messages.send")
    .input(sendMessageSchema)
    .mutation(({ ctx, input }) => sendMessage(ctx.sight, input, ctx)),
  forEvent: workspaceProcedure("inbox.read")
    .input(forEventSchema)
    .query(({ ctx, input }) => listAnswers(ctx.sight, input.eventId)),
});
