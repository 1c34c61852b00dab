export type { ChatSyncView, SyncKind } from "./schemas.ts";
