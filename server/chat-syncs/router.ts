import { inTenant } from "#db/tenant.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { listSyncs } from "./reads.ts";
import { syncedNumberInput } from "./schemas.ts";
import {
  cancelBackfill,
  pauseBackfill,
  resumeBackfill,
  startBackfill,
  startReconcile,
} from "./start-sync.ts";

/** It spends calls of everybody's minute, so whoever takes care of numbers decides on it. */
const manage = workspaceProcedure("numbers.manage").input(syncedNumberInput);

export const chatSyncsRouter = router({
  list: workspaceProcedure("chats.read").query(({ ctx }) =>
    inTenant(ctx.sight, (tx) => listSyncs(tx, ctx.sight)),
  ),
  start: manage.mutation(({ ctx, input }) => startBackfill(ctx.sight, input.numberId, ctx.actor)),
  pause: manage.mutation(({ ctx, input }) => pauseBackfill(ctx.sight, input.numberId, ctx.actor)),
  resume: manage.mutation(({ ctx, input }) => resumeBackfill(ctx.sight, input.numberId, ctx.actor)),
  cancel: manage.mutation(({ ctx, input }) => cancelBackfill(ctx.sight, input.numberId, ctx.actor)),
  reconcile: workspaceProcedure("chats.work")
    .input(syncedNumberInput)
    .mutation(({ ctx, input }) => startReconcile(ctx.sight, input.numberId, ctx.actor)),
});
