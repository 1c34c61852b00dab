import { and, eq } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { events } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { readVisibility, visibleEvents } from "./visibility.ts";

/**
 * The event that somebody means, with the chat it is of.
 * @throws DomainError `event.not_found`, also for an event out of sight or of a number outside the allowlist
 */
export async function findVisibleEvent(
  tx: Queryable,
  place: Place,
  eventId: string,
): Promise<{ sessionId: string | null; chatId: string | null }> {
  const visibility = await readVisibility(tx, place);
  const { workspaceId } = sightIn(place);
  const [event] = await tx
    .select({ sessionId: events.sessionId, chatId: events.chatId })
    .from(events)
    .where(and(eq(events.workspaceId, workspaceId), eq(events.id, eventId), visibleEvents(visibility)));
  if (!event) throw notFound("event");
  return event;
}
