import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { addSnippet, changeSnippet, deleteSnippet } from "./change-snippets.ts";
import { listSnippets } from "./reads.ts";
import { addSnippetSchema, changeSnippetSchema, listSnippetsSchema, snippetInput } from "./schemas.ts";

export const snippetsRouter = router({
  list: workspaceProcedure("snippets.read")
    .input(listSnippetsSchema)
    .query(({ ctx, input }) => listSnippets(ctx.workspace.id, input)),
  add: workspaceProcedure("snippets.manage")
    .input(addSnippetSchema)
    .mutation(({ ctx, input }) => addSnippet(ctx.workspace.id, input, ctx.actor)),
  change: workspaceProcedure("snippets.manage")
    .input(changeSnippetSchema)
    .mutation(({ ctx, input }) => changeSnippet(ctx.workspace.id, input, ctx.actor)),
  delete: workspaceProcedure("snippets.manage")
    .input(snippetInput)
    .mutation(({ ctx, input }) => deleteSnippet(ctx.workspace.id, input.snippetId, ctx.actor)),
});
