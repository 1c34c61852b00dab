import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { assignChat } from "./assign-chat.ts";
import { assignMany, changeMany } from "./change-many.ts";
import { listAssignees } from "./reads.ts";
import { reopenChat, resolveChat, setPriority } from "./resolve-chat.ts";
import {
  assignChatSchema,
  assignManySchema,
  changeManySchema,
  chatInput,
  setPrioritySchema,
  snoozeSchema,
} from "./schemas.ts";
import { snoozeChat, wakeChat } from "./snooze-chat.ts";

export const chatsRouter = router({
  assignees: workspaceProcedure("chats.assign").query(({ ctx }) =>
    listAssignees(ctx.workspace.id, ctx.authorId),
  ),
  assign: workspaceProcedure("chats.assign")
    .input(assignChatSchema)
    .mutation(({ ctx, input }) => assignChat(ctx.sight, input, ctx.actor)),
  assignMany: workspaceProcedure("chats.assign")
    .input(assignManySchema)
    .mutation(({ ctx, input }) => assignMany(ctx.sight, input, ctx.actor)),
  changeMany: workspaceProcedure("chats.work")
    .input(changeManySchema)
    .mutation(({ ctx, input }) => changeMany(ctx.sight, input, ctx.actor)),
  resolve: workspaceProcedure("chats.work")
    .input(chatInput)
    .mutation(({ ctx, input }) => resolveChat(ctx.sight, input.chat, ctx.actor)),
  reopen: workspaceProcedure("chats.work")
    .input(chatInput)
    .mutation(({ ctx, input }) => reopenChat(ctx.sight, input.chat, ctx.actor)),
  snooze: workspaceProcedure("chats.work")
    .input(snoozeSchema)
    .mutation(({ ctx, input }) => snoozeChat(ctx.sight, input, ctx.actor)),
  wake: workspaceProcedure("chats.work")
    .input(chatInput)
    .mutation(({ ctx, input }) => wakeChat(ctx.sight, input.chat, ctx.actor)),
  setPriority: workspaceProcedure("chats.work")
    .input(setPrioritySchema)
    .mutation(({ ctx, input }) => setPriority(ctx.sight, input, ctx.actor)),
});
