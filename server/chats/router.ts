import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { assignChat } from "./assign-chat.ts";
import { assignChatSchema } from "./schemas.ts";

export const chatsRouter = router({
  assign: workspaceProcedure("chats.assign")
    .input(assignChatSchema)
    .mutation(({ ctx, input }) => assignChat(ctx.sight, input, ctx.actor)),
});
