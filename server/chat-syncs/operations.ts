import type { ServedBy } from "#server/api/operations.ts";

/** Which procedure serves which operation of the contract. The calls are made by jobs, page by page. */
export const chatSyncOperations = {
  listChats: { procedure: "chatSyncs.start", class: "sync", invalidates: [] },
  listChatMessages: { procedure: "chatSyncs.start", class: "sync", invalidates: [] },
} as const satisfies ServedBy;
