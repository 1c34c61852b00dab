import { inTenant } from "#db/tenant.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import type { Actor } from "#server/audit/index.ts";
import { createNumber } from "./create-number.ts";
import { deleteNumber } from "./delete-number.ts";
import { moveNumber, type NumberMove } from "./move-number.ts";
import { getNumber, listNumbers, newestPairing } from "./reads.ts";
import { createNumberSchema, numberInput } from "./schemas.ts";
import { cancelPairing, startPairing } from "./start-pairing.ts";

const read = workspaceProcedure("numbers.read");
const manage = workspaceProcedure("numbers.manage");
const member = (viewer: { id: string }): Actor => ({ kind: "member", userId: viewer.id });

const move = (verb: NumberMove) =>
  manage
    .input(numberInput)
    .mutation(({ ctx, input }) => moveNumber(ctx.workspace.id, input.numberId, verb, member(ctx.viewer)));

export const numbersRouter = router({
  list: read.query(({ ctx }) => inTenant(ctx.workspace.id, (tx) => listNumbers(tx, ctx.workspace.id))),
  get: read
    .input(numberInput)
    .query(({ ctx, input }) =>
      inTenant(ctx.workspace.id, (tx) => getNumber(tx, ctx.workspace.id, input.numberId)),
    ),
  create: manage
    .input(createNumberSchema)
    .mutation(({ ctx, input }) => createNumber(ctx.workspace.id, input.name, member(ctx.viewer))),
  start: move("start"),
  stop: move("stop"),
  restart: move("restart"),
  logout: move("logout"),
  delete: manage
    .input(numberInput)
    .mutation(({ ctx, input }) => deleteNumber(ctx.workspace.id, input.numberId, member(ctx.viewer))),
  pair: manage
    .input(numberInput)
    .mutation(({ ctx, input }) => startPairing(ctx.workspace.id, input.numberId, member(ctx.viewer))),
  pairing: read
    .input(numberInput)
    .query(({ ctx, input }) =>
      inTenant(ctx.workspace.id, (tx) => newestPairing(tx, ctx.workspace.id, input.numberId)),
    ),
  cancelPairing: manage
    .input(numberInput)
    .mutation(({ ctx, input }) => cancelPairing(ctx.workspace.id, input.numberId, member(ctx.viewer))),
});
