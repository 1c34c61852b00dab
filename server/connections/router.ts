import { inTenant } from "#db/tenant.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { chooseNumbers } from "./choose-numbers.ts";
import { connect } from "./connect.ts";
import { disconnect } from "./disconnect.ts";
import { readConnection } from "./reads.ts";
import { chooseNumbersSchema, connectSchema } from "./schemas.ts";
import { testConnection } from "./test-connection.ts";
import { type ConnectionOptions, sandboxUrl } from "./view.ts";

export const connectionRouter = router({
  get: workspaceProcedure("connection.read").query(({ ctx }) =>
    inTenant(ctx.workspace.id, (tx) => readConnection(tx, ctx.workspace.id)),
  ),
  options: workspaceProcedure("connection.read").query(
    (): ConnectionOptions => ({ sandboxUrl: sandboxUrl() }),
  ),
  connect: workspaceProcedure("connection.manage")
    .input(connectSchema)
    .mutation(({ ctx, input }) => connect(ctx.workspace, input, { kind: "member", userId: ctx.viewer.id })),
  chooseNumbers: workspaceProcedure("connection.manage")
    .input(chooseNumbersSchema)
    .mutation(({ ctx, input }) =>
      chooseNumbers(ctx.workspace.id, input.sessionIds, { kind: "member", userId: ctx.viewer.id }),
    ),
  test: workspaceProcedure("connection.manage").mutation(({ ctx }) =>
    testConnection(ctx.workspace.id, { kind: "member", userId: ctx.viewer.id }),
  ),
  disconnect: workspaceProcedure("connection.manage").mutation(({ ctx }) =>
    disconnect(ctx.workspace.id, { kind: "member", userId: ctx.viewer.id }),
  ),
});
