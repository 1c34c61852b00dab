export { type InvitationLook, lookAtInvitation } from "./look-at-invitation.ts";
export { revokeInvitationsOf } from "./revoke-invitation.ts";
