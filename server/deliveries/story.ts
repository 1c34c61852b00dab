import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { deliveries, destinations, events, fanOutCursors } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { matches } from "#server/event-filter/index.ts";
import { readFacts, type StoredEvent } from "#server/fan-out/index.ts";
import { readVisibility, visibleEvents } from "#server/inbox/index.ts";
import type { EventStory, UndeliveredReason } from "./schemas.ts";
import { selectDeliveries, toView } from "./views.ts";

/** No message is longer; what is, is something else. */
const maxReadBytes = 64 * 1024;

/**
 * All deliveries of an event, newest first, or why there is none.
 * @throws DomainError `event.not_found`, also for an event out of sight
 */
export function readStory(place: Place, eventId: string): Promise<EventStory> {
  return inTenant(place, async (tx) => {
    const event = await findEvent(tx, place, eventId);
    const rows = await selectDeliveries(tx, place, eq(deliveries.eventId, eventId));
    return {
      deliveries: rows.map(toView),
      undelivered: rows.length > 0 ? null : await whyNone(tx, sightIn(place).workspaceId, event),
    };
  });
}

async function findEvent(tx: Transaction, place: Place, eventId: string): Promise<StoredEvent> {
  const { id, seq, receivedAt, inboxId, event, sessionId, chatId, body } = events;
  const visible = visibleEvents(await readVisibility(tx, place));
  const [found] = await tx
    .select({
      ...{ id, seq, receivedAt, inboxId, event, sessionId, chatId },
      body: sql<Buffer | null>`case when octet_length(${body}) <= ${maxReadBytes} then ${body} end`,
    })
    .from(events)
    .where(and(eq(events.workspaceId, sightIn(place).workspaceId), eq(id, eventId), visible));
  if (!found) throw notFound("event");
  return found;
}

/** As far as it can be told now: a filter may have been another one when the event came. */
async function whyNone(tx: Transaction, workspaceId: string, event: StoredEvent): Promise<UndeliveredReason> {
  const [cursor] = await tx.select().from(fanOutCursors).where(eq(fanOutCursors.workspaceId, workspaceId));
  if ((cursor?.throughSeq ?? 0) < event.seq) return "not_yet";
  const there = await tx
    .select({ filter: destinations.filter, disabledSeq: destinations.disabledSeq })
    .from(destinations)
    .where(
      and(
        eq(destinations.workspaceId, workspaceId),
        isNull(destinations.deletedAt),
        // One that was made later had no part in it.
        sql`${destinations.createdAt} <= ${event.receivedAt.toISOString()}::timestamptz`,
      ),
    );
  if (there.length === 0) return "no_destination";
  const [known] = await readFacts(tx, workspaceId, [event]);
  const off = there.filter(({ disabledSeq }) => disabledSeq !== null && disabledSeq < event.seq);
  return known && off.some(({ filter }) => matches(filter, known.facts)) ? "disabled" : "no_match";
}
