import type { EventRow } from "#db/schema/index.ts";
import { readPreview } from "./envelope.ts";

/** An event in a list or on the live stream; instants are ISO 8601. */
export type EventSummary = {
  seq: number;
  id: string;
  inboxId: string;
  receivedAt: string;
  verdict: EventRow["verdict"];
  event: string | null;
  sessionId: string | null;
  chatId: string | null;
  duplicates: number;
  sizeBytes: number;
  preview: string | null;
  direction: "inbound" | "outbound" | null;
  sender: string | null;
};

export function toSummary(row: Omit<EventRow, "headers" | "sha256" | "workspaceId">): EventSummary {
  const { seq, id, inboxId, receivedAt, verdict, event, sessionId, chatId, duplicates, body } = row;
  return {
    ...{ seq, id, inboxId, verdict, event, sessionId, chatId, duplicates },
    receivedAt: receivedAt.toISOString(),
    sizeBytes: body.length,
    ...readPreview(body),
  };
}
