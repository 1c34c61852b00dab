import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { checkMessage } from "./check-message.ts";
import { listAnswers } from "./reads.ts";
import { resendMessage } from "./resend-message.ts";
import { forEventSchema, resendSchema, sendMessageSchema, settleSchema } from "./schemas.ts";
import { sendMessage } from "./send-message.ts";
import { settleMessage } from "./settle-message.ts";

export { scheduledRouter } from "./later/router.ts";

export const messagesRouter = router({
  send: workspaceProcedure("messages.send")
    .input(sendMessageSchema)
    .mutation(({ ctx, input }) => sendMessage(ctx.sight, input, ctx)),
  resend: workspaceProcedure("messages.send")
    .input(resendSchema)
    .mutation(({ ctx, input }) => resendMessage(ctx.sight, input.id, ctx)),
  check: workspaceProcedure("chats.read")
    .input(resendSchema)
    .mutation(({ ctx, input }) => checkMessage(ctx.sight, input.id, ctx.actor)),
  settle: workspaceProcedure("messages.send")
    .input(settleSchema)
    .mutation(({ ctx, input }) => settleMessage(ctx.sight, input, ctx)),
  forEvent: workspaceProcedure("inbox.read")
    .input(forEventSchema)
    .query(({ ctx, input }) => listAnswers(ctx.sight, input.eventId)),
});
