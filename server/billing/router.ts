import { inTenant } from "#db/tenant.ts";
import { router, workspaceProcedure } from "#server/api/trpc.ts";
import { chooseKept, chooseKeptSchema, readFrozen, readRoom } from "#server/plans/index.ts";
import { confirmCheckout, refreshBilling } from "./confirm.ts";
import { openPortal } from "./open-portal.ts";
import { previewPurchase, readInvoices } from "./preview.ts";
import { readBilling } from "./reads.ts";
import { confirmCheckoutSchema, openPortalSchema, purchaseSchema, startCheckoutSchema } from "./schemas.ts";
import { startCheckout } from "./start-checkout.ts";

const read = workspaceProcedure("billing.read");
const manage = workspaceProcedure("billing.manage");

export const billingRouter = router({
  get: read.query(({ ctx }) => readBilling(ctx.workspace.id)),
  frozen: read.query(({ ctx }) => inTenant(ctx.workspace.id, (tx) => readFrozen(tx, ctx.workspace.id))),
  /** For whoever adds something: how full the plan is. */
  room: workspaceProcedure("workspace.read").query(({ ctx }) => readRoom(ctx.workspace.id, ctx.may)),
  choose: manage.input(chooseKeptSchema).mutation(async ({ ctx, input: { workspace: _, ...choice } }) => {
    await chooseKept(ctx.workspace.id, choice, ctx.actor);
    return inTenant(ctx.workspace.id, (tx) => readFrozen(tx, ctx.workspace.id));
  }),
  invoices: read.query(({ ctx }) => readInvoices(ctx.workspace.id)),
  preview: manage
    .input(purchaseSchema)
    .query(({ ctx, input: { workspace: _, ...purchase } }) => previewPurchase(ctx.workspace.id, purchase)),
  checkout: manage
    .input(startCheckoutSchema)
    .mutation(({ ctx, input: { workspace: _, ...input } }) =>
      startCheckout({ workspaceId: ctx.workspace.id, slug: ctx.workspace.slug }, input, ctx.actor),
    ),
  portal: manage
    .input(openPortalSchema)
    .mutation(({ ctx, input }) =>
      openPortal({ workspaceId: ctx.workspace.id, slug: ctx.workspace.slug }, input.flow, ctx.actor),
    ),
  confirm: manage
    .input(confirmCheckoutSchema)
    .mutation(({ ctx, input }) => confirmCheckout(ctx.workspace.id, input.checkout, ctx.actor)),
  refresh: manage.mutation(async ({ ctx }) => {
    await refreshBilling(ctx.workspace.id, ctx.actor);
    return readBilling(ctx.workspace.id);
  }),
});
