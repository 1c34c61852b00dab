import { eq, type SQL, sql } from "drizzle-orm";
import { events } from "#db/schema/index.ts";
import type { EventFilter } from "./schemas.ts";

/** Larger bodies are listed without a preview: a page of them must not pull megabytes out of the database. */
const previewedBytes = 64 * 1024;

export const summaryColumns = {
  seq: events.seq,
  id: events.id,
  inboxId: events.inboxId,
  receivedAt: events.receivedAt,
  verdict: events.verdict,
  event: events.event,
  sessionId: events.sessionId,
  chatId: events.chatId,
  duplicates: events.duplicates,
  sizeBytes: sql<number>`octet_length(${events.body})`,
  body: sql<Buffer>`case when octet_length(${events.body}) <= ${previewedBytes} then ${events.body} else ''::bytea end`,
};

/** What of a filter the columns say, as a condition over `events`. */
export function matching(filter: EventFilter): (SQL | undefined)[] {
  return [
    filter.event === undefined ? undefined : eq(events.event, filter.event),
    filter.sessionId === undefined ? undefined : eq(events.sessionId, filter.sessionId),
    filter.inboxId === undefined ? undefined : eq(events.inboxId, filter.inboxId),
    filter.verdict === undefined ? undefined : eq(events.verdict, filter.verdict),
  ];
}
