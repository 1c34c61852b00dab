import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { assignChat } from "./assign-chat.ts";
import { listAssignees } from "./reads.ts";
import { assignChatSchema } from "./schemas.ts";

export const chatsRouter = router({
  assignees: workspaceProcedure("chats.assign").query(({ ctx }) =>
    listAssignees(ctx.workspace.id, ctx.authorId),
  ),
  assign: workspaceProcedure("chats.assign")
    .input(assignChatSchema)
    .mutation(({ ctx, input }) => assignChat(ctx.sight, input, ctx.actor)),
});
