import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { textWithoutPhones } from "#server/api/without-phones.ts";
import { assignChat } from "./assign-chat.ts";
import { assignMany, changeMany } from "./change-many.ts";
import { countChats, getChat, listChats } from "./list-chats.ts";
import { markRead, markUnread } from "./mark-read.ts";
import { readThread } from "./read-thread.ts";
import { listAssignees } from "./reads.ts";
import { reopenChat, resolveChat, setPriority } from "./resolve-chat.ts";
import {
  assignChatSchema,
  assignManySchema,
  changeManySchema,
  chatInput,
  listChatsSchema,
  markReadSchema,
  searchSchema,
  setPrioritySchema,
  snoozeSchema,
  threadSchema,
} from "./schemas.ts";
import { searchChats } from "./search-chats.ts";
import { snoozeChat, wakeChat } from "./snooze-chat.ts";

const read = workspaceProcedure("chats.read");

export const chatsRouter = router({
  list: read.input(listChatsSchema).query(({ ctx, input }) => listChats(ctx.sight, input, ctx.authorId)),
  counts: read.query(({ ctx }) => countChats(ctx.sight, ctx.authorId)),
  get: read.input(chatInput).query(({ ctx, input }) => getChat(ctx.sight, input.chat, ctx.authorId)),
  thread: read.input(threadSchema).query(({ ctx, input }) => readThread(ctx.sight, input, ctx.authorId)),
  search: read.input(searchSchema).query(({ ctx, input }) => {
    const { id, hidePhones } = ctx.workspace;
    // Masked before it is cut: a part of a number would not be recognised as one.
    const mask = (text: string) => (hidePhones ? textWithoutPhones(id, text) : text);
    return searchChats(ctx.sight, input, { reader: ctx.authorId, hidePhones, mask });
  }),
  markRead: read.input(markReadSchema).mutation(({ ctx, input }) => markRead(ctx.sight, input, ctx.authorId)),
  markUnread: read
    .input(chatInput)
    .mutation(({ ctx, input }) => markUnread(ctx.sight, input.chat, ctx.authorId)),
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
