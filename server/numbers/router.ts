import { inTenant } from "#db/tenant.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { changeSettings, checkNumber, setHolder } from "./change-number.ts";
import { createNumber } from "./create-number.ts";
import { deleteNumber } from "./delete-number.ts";
import { listDrops } from "./drops.ts";
import { moveNumber, type NumberMove } from "./move-number.ts";
import { getNumber, listNumbers, newestPairing } from "./reads.ts";
import { changeSettingsSchema, createNumberSchema, numberInput, setHolderSchema } from "./schemas.ts";
import { cancelPairing, startPairing } from "./start-pairing.ts";

const read = workspaceProcedure("numbers.read");
const manage = workspaceProcedure("numbers.manage");

const move = (verb: NumberMove) =>
  manage
    .input(numberInput)
    .mutation(({ ctx, input }) => moveNumber(ctx.workspace.id, input.numberId, verb, ctx.actor));

export const numbersRouter = router({
  list: read.query(({ ctx }) => inTenant(ctx.sight, (tx) => listNumbers(tx, ctx.sight))),
  get: read
    .input(numberInput)
    .query(({ ctx, input }) => inTenant(ctx.sight, (tx) => getNumber(tx, ctx.sight, input.numberId))),
  create: manage
    .input(createNumberSchema)
    .mutation(({ ctx, input }) => createNumber(ctx.workspace.id, input.name, ctx.actor)),
  drops: read.input(numberInput).query(({ ctx, input }) =>
    inTenant(ctx.sight, async (tx) => {
      await getNumber(tx, ctx.sight, input.numberId);
      return listDrops(tx, ctx.sight, input.numberId);
    }),
  ),
  setHolder: manage
    .input(setHolderSchema)
    .mutation(({ ctx, input }) => setHolder(ctx.workspace.id, input, ctx.actor)),
  changeSettings: manage
    .input(changeSettingsSchema)
    .mutation(({ ctx, input }) => changeSettings(ctx.workspace.id, input, ctx.actor)),
  check: manage
    .input(numberInput)
    .mutation(({ ctx, input }) => checkNumber(ctx.workspace.id, input.numberId, ctx.actor)),
  start: move("start"),
  stop: move("stop"),
  restart: move("restart"),
  logout: move("logout"),
  delete: manage
    .input(numberInput)
    .mutation(({ ctx, input }) => deleteNumber(ctx.workspace.id, input.numberId, ctx.actor)),
  pair: manage
    .input(numberInput)
    .mutation(({ ctx, input }) => startPairing(ctx.workspace.id, input.numberId, ctx.actor)),
  pairing: read.input(numberInput).query(async ({ ctx, input }) => {
    const pairing = await inTenant(ctx.sight, (tx) => newestPairing(tx, ctx.sight, input.numberId));
    return pairing && !ctx.may("numbers.scan") ? { ...pairing, qrPng: null } : pairing;
  }),
  cancelPairing: manage
    .input(numberInput)
    .mutation(({ ctx, input }) => cancelPairing(ctx.workspace.id, input.numberId, ctx.actor)),
});
