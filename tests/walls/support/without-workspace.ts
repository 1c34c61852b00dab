/**
 * Procedures in no workspace, for people who are signed in, for those of them who proved lately that it is them
 * (`confirmed`), or for everybody. Whatever is not here must be made by
 * `workspaceProcedure`, whose `meta` says who may.
 */
export const withoutWorkspace: Readonly<Record<string, "signed in" | "confirmed" | "everybody">> = {
  "workspaces.list": "signed in",
  "workspaces.overview": "signed in",
  "workspaces.create": "signed in",
  "workspaces.suggestSlug": "signed in",
  "invitations.accept": "signed in",
  "account.security": "signed in",
  "account.sessions": "signed in",
  "account.revokeSession": "signed in",
  "account.revokeOtherSessions": "confirmed",
  "account.sendConfirmCode": "signed in",
  "account.confirmOptions": "signed in",
  "account.confirm": "signed in",
  "account.startTotp": "confirmed",
  "account.finishTotp": "confirmed",
  "account.removeTotp": "confirmed",
  "account.renewRecoveryCodes": "confirmed",
  "account.newPasskey": "confirmed",
  "account.addPasskey": "confirmed",
  "account.renamePasskey": "signed in",
  "account.removePasskey": "confirmed",
};
