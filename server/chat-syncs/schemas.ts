import { z } from "zod";

export const syncKinds = ["backfill", "reconcile"] as const;
export type SyncKind = (typeof syncKinds)[number];

export const syncStates = ["waiting", "running", "paused", "done", "failed", "cancelled"] as const;

export const syncedNumberInput = z.object({ numberId: z.uuid() });

/**
 * How far a number's past has been read (`backfill`), or what the last search for gaps found (`reconcile`). Instants are
 * ISO 8601. `failure` is a `MoltflowErrorKind`, `connection_missing` or `number_removed`.
 */
export type ChatSyncView = {
  numberId: string;
  numberName: string;
  kind: SyncKind;
  state: (typeof syncStates)[number];
  /** Null until they have been counted. */
  chatsTotal: number | null;
  chatsDone: number;
  messagesFound: number;
  failure: string | null;
  startedAt: string;
  finishedAt: string | null;
};
