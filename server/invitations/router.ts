import { router, signedIn, workspaceProcedure } from "#server/api/trpc.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { createLink } from "./create-link.ts";
import { inviteByMail } from "./invite-by-mail.ts";
import { listInvitations } from "./reads.ts";
import { renewLink, resendInvitation } from "./renew-invitation.ts";
import { revokeInvitation } from "./revoke-invitation.ts";
import { acceptSchema, createLinkSchema, invitationInput, inviteSchema, resendSchema } from "./schemas.ts";

const manage = workspaceProcedure("members.manage");
/** Gives somebody a role, or shows the link that does. */
const open = workspaceProcedure("members.manage", { confirmed: true });

export const invitationsRouter = router({
  list: manage.query(({ ctx }) => listInvitations(ctx.workspace.id)),
  invite: open
    .input(inviteSchema)
    .mutation(({ ctx, input }) => inviteByMail(ctx.workspace.id, input, ctx.actor)),
  createLink: open
    .input(createLinkSchema)
    .mutation(({ ctx, input }) => createLink(ctx.workspace.id, input, ctx.actor)),
  resend: manage
    .input(resendSchema)
    .mutation(({ ctx, input }) => resendInvitation(ctx.workspace.id, input, ctx.actor)),
  renewLink: open
    .input(invitationInput)
    .mutation(({ ctx, input }) => renewLink(ctx.workspace.id, input.invitationId, ctx.actor)),
  revoke: manage
    .input(invitationInput)
    .mutation(({ ctx, input }) => revokeInvitation(ctx.workspace.id, input.invitationId, ctx.actor)),
  accept: signedIn
    .input(acceptSchema)
    .mutation(({ ctx, input }) => acceptInvitation(input.token, ctx.viewer, ctx.ip)),
});
