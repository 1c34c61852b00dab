import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { readDraft, saveDraft } from "./drafts.ts";
import { bePresent, listPresent } from "./presence.ts";
import {
  addNoteSchema,
  bePresentSchema,
  changeNoteSchema,
  chatInput,
  noteInput,
  saveDraftSchema,
} from "./schemas.ts";
import { addNote, changeNote, deleteNote, restoreNote } from "./write-note.ts";

export const teamworkRouter = router({
  addNote: workspaceProcedure("chats.work")
    .input(addNoteSchema)
    .mutation(({ ctx, input }) => addNote(ctx.sight, input, ctx)),
  changeNote: workspaceProcedure("chats.work")
    .input(changeNoteSchema)
    .mutation(({ ctx, input }) => changeNote(ctx.sight, input, ctx)),
  deleteNote: workspaceProcedure("chats.work")
    .input(noteInput)
    .mutation(({ ctx, input }) => deleteNote(ctx.sight, input.noteId, ctx)),
  restoreNote: workspaceProcedure("chats.work")
    .input(noteInput)
    .mutation(({ ctx, input }) => restoreNote(ctx.sight, input.noteId, ctx)),
  draft: workspaceProcedure("chats.read")
    .input(chatInput)
    .query(({ ctx, input }) => readDraft(ctx.sight, input.chat, ctx.authorId)),
  saveDraft: workspaceProcedure("chats.work")
    .input(saveDraftSchema)
    .mutation(({ ctx, input }) => saveDraft(ctx.sight, input, ctx)),
  present: workspaceProcedure("chats.read")
    .input(chatInput)
    .query(({ ctx, input }) => listPresent(ctx.sight, input.chat, ctx.authorId)),
  bePresent: workspaceProcedure("chats.work")
    .input(bePresentSchema)
    .mutation(({ ctx, input }) => bePresent(ctx.sight, input, ctx)),
});
