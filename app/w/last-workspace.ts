/** Remembers, in this browser, the workspace that was open last. A hint only: who may enter is asked each time. */
export const lastWorkspaceCookie = "moltdesk.workspace";
