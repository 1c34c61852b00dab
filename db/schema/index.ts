export * from "./audit.ts";
export * from "./auth.ts";
export * from "./connections.ts";
export * from "./inbox.ts";
export * from "./messages.ts";
export * from "./workspaces.ts";
