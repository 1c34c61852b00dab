/**
 * Procedures in no workspace, for people who are signed in, or for everybody. Whatever is not here must be made by
 * `workspaceProcedure`, whose `meta` says who may.
 */
export const withoutWorkspace: Readonly<Record<string, "signed in" | "everybody">> = {
  "workspaces.list": "signed in",
  "workspaces.overview": "signed in",
  "workspaces.create": "signed in",
  "workspaces.suggestSlug": "signed in",
  "invitations.accept": "signed in",
};
