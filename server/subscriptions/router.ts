import type { Entered } from "#server/api/enter.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { notFound } from "#server/core/errors.ts";
import type { Asker } from "./asker.ts";
import { changeSubscription } from "./change-subscription.ts";
import { createSubscription } from "./create-subscription.ts";
import { dryRun } from "./dry-run.ts";
import { muteSubscription } from "./mute-subscription.ts";
import { listSubscriptions, readSettings } from "./reads.ts";
import { removeSubscription } from "./remove-subscription.ts";
import {
  changeSubscriptionSchema,
  createShiftSchema,
  createSubscriptionSchema,
  dryRunSchema,
  muteSchema,
  settingsSchema,
  shiftInput,
  subscriptionInput,
} from "./schemas.ts";
import { setSettings } from "./set-settings.ts";
import { addShift, readOnCall, removeShift } from "./shifts.ts";

const own = workspaceProcedure("subscriptions.own");
const manage = workspaceProcedure("subscriptions.manage");

/** Rules are for people, and no token has a scope for them, so somebody is there. */
function askerOf({ workspace, sight, authorId, actor, may }: Entered): Asker {
  if (authorId === null) throw notFound("member");
  const { role, hidePhones } = workspace;
  return { sight, userId: authorId, role, mayManage: may("subscriptions.manage"), hidePhones, actor };
}

export const subscriptionsRouter = router({
  list: own.query(({ ctx }) => listSubscriptions(askerOf(ctx))),
  create: own
    .input(createSubscriptionSchema)
    .mutation(({ ctx, input }) => createSubscription(input, askerOf(ctx))),
  change: own
    .input(changeSubscriptionSchema)
    .mutation(({ ctx, input }) => changeSubscription(input, askerOf(ctx))),
  remove: own
    .input(subscriptionInput)
    .mutation(({ ctx, input }) => removeSubscription(input.subscriptionId, askerOf(ctx))),
  mute: own.input(muteSchema).mutation(({ ctx, input }) => muteSubscription(input, askerOf(ctx))),
  /** Changes nothing. */
  dryRun: own.input(dryRunSchema).query(({ ctx, input }) => dryRun(input, askerOf(ctx))),
  settings: own.query(({ ctx }) => readSettings(askerOf(ctx))),
  setSettings: own.input(settingsSchema).mutation(({ ctx, input }) => setSettings(input, askerOf(ctx))),
  onCall: own.query(({ ctx }) => readOnCall(ctx)),
  addShift: manage.input(createShiftSchema).mutation(({ ctx, input }) => addShift(input, askerOf(ctx))),
  removeShift: manage
    .input(shiftInput)
    .mutation(({ ctx, input }) => removeShift(input.shiftId, askerOf(ctx))),
});
