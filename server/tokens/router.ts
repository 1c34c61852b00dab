import { signInFirst } from "#server/api/enter.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import type { Permission } from "#server/members/index.ts";
import { createToken } from "./create-token.ts";
import { type Handler, listTokens } from "./reads.ts";
import { revokeToken } from "./revoke-token.ts";
import { rotateToken } from "./rotate-token.ts";
import { createTokenSchema, rotateTokenSchema, tokenIdSchema } from "./schemas.ts";

type Caller = { authorId: string | null; may: (permission: Permission) => boolean };

/** Only people come here: no token has a scope for tokens. */
function handlerOf({ authorId, may }: Caller): Handler {
  if (authorId !== null) return { userId: authorId, manages: may("tokens.manage") };
  throw signInFirst();
}

const own = workspaceProcedure("tokens.own");
/** Shows a new token. */
const makeOwn = workspaceProcedure("tokens.own", { confirmed: true });

export const tokensRouter = router({
  list: own.query(({ ctx }) => listTokens(ctx.workspace.id, handlerOf(ctx))),
  create: makeOwn.input(createTokenSchema).mutation(({ ctx, input }) => {
    const { userId } = handlerOf(ctx);
    return createToken(ctx.workspace, input, { userId, createdBy: userId, actor: ctx.actor });
  }),
  createForWorkspace: workspaceProcedure("tokens.manage", { confirmed: true })
    .input(createTokenSchema)
    .mutation(({ ctx, input }) => {
      const { userId } = handlerOf(ctx);
      return createToken(ctx.workspace, input, { userId: null, createdBy: userId, actor: ctx.actor });
    }),
  rotate: makeOwn
    .input(rotateTokenSchema)
    .mutation(({ ctx, input }) => rotateToken(ctx.workspace, input, handlerOf(ctx), ctx.actor)),
  revoke: own
    .input(tokenIdSchema)
    .mutation(({ ctx, input }) => revokeToken(ctx.workspace.id, input.tokenId, handlerOf(ctx), ctx.actor)),
});
