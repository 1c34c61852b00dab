import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { markRead } from "./mark-read.ts";
import { countUnread, listNotices } from "./reads.ts";
import { listNoticesSchema, markReadSchema, snoozeNoticeSchema } from "./schemas.ts";
import { snoozeNotice } from "./snooze-notice.ts";

export const noticesRouter = router({
  list: workspaceProcedure("notices.own")
    .input(listNoticesSchema)
    .query(({ ctx, input }) => listNotices(ctx.sight, input, ctx.authorId)),
  unread: workspaceProcedure("notices.own").query(({ ctx }) => countUnread(ctx.sight, ctx.authorId)),
  markRead: workspaceProcedure("notices.own")
    .input(markReadSchema)
    .mutation(({ ctx, input }) => markRead(ctx.sight, input, ctx.authorId)),
  snooze: workspaceProcedure("notices.own")
    .input(snoozeNoticeSchema)
    .mutation(({ ctx, input }) => snoozeNotice(ctx.sight, input, ctx.authorId)),
});
