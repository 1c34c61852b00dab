import { inTenant } from "#db/tenant.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { chooseNumbers } from "./choose-numbers.ts";
import { connect } from "./connect.ts";
import { disconnect } from "./disconnect.ts";
import { setLogin } from "./login.ts";
import { readConnection } from "./reads.ts";
import { chooseNumbersSchema, connectSchema, setLoginSchema } from "./schemas.ts";
import { testConnection } from "./test-connection.ts";
import { type ConnectionOptions, sandboxUrl } from "./view.ts";

/** Replaces or forgets the key. */
const handleKey = workspaceProcedure("connection.manage", { confirmed: true });

export const connectionRouter = router({
  get: workspaceProcedure("connection.read").query(({ ctx }) =>
    inTenant(ctx.sight, (tx) =>
      readConnection(tx, ctx.sight, ctx.may("connection.manage") ? "all" : "in_sight"),
    ),
  ),
  options: workspaceProcedure("connection.read").query(
    (): ConnectionOptions => ({ sandboxUrl: sandboxUrl() }),
  ),
  connect: handleKey
    .input(connectSchema)
    .mutation(({ ctx, input }) => connect(ctx.workspace, input, ctx.actor)),
  chooseNumbers: workspaceProcedure("connection.manage")
    .input(chooseNumbersSchema)
    .mutation(({ ctx, input }) => chooseNumbers(ctx.workspace.id, input.sessionIds, ctx.actor)),
  test: workspaceProcedure("connection.manage").mutation(({ ctx }) =>
    testConnection(ctx.workspace.id, ctx.actor),
  ),
  setLogin: handleKey
    .input(setLoginSchema)
    .mutation(({ ctx, input }) => setLogin(ctx.workspace.id, input.token, ctx.actor)),
  disconnect: handleKey.mutation(({ ctx }) => disconnect(ctx.workspace.id, ctx.actor)),
});
