import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { deliveries, destinations, events } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { readVisibility, visibleEvents } from "#server/inbox/index.ts";
import type { AttemptError, DeliveryView } from "./schemas.ts";

const { workspaceId, destinationId, eventId } = deliveries;

const columns = {
  delivery: deliveries,
  destination: { id: destinations.id, name: destinations.name },
  event: events.event,
};
type Row = {
  delivery: typeof deliveries.$inferSelect;
  destination: { id: string; name: string };
  event: string | null;
};

/** Deliveries of events that the reader may see, with their destinations' and events' names. */
export async function selectDeliveries(
  tx: Transaction,
  place: Place,
  where: SQL | undefined,
): Promise<Row[]> {
  const visible = visibleEvents(await readVisibility(tx, place));
  return tx
    .select(columns)
    .from(deliveries)
    .innerJoin(
      destinations,
      and(eq(destinations.workspaceId, workspaceId), eq(destinations.id, destinationId)),
    )
    .innerJoin(events, and(eq(events.workspaceId, workspaceId), eq(events.id, eventId)))
    .where(and(eq(workspaceId, sightIn(place).workspaceId), visible, where))
    .orderBy(sql`${deliveries.id} desc`);
}

const isOver = (state: DeliveryView["state"]) => !["pending", "delivering", "failed"].includes(state);

export function toView({ delivery, destination, event }: Row): DeliveryView {
  const { id, eventId: ofEvent, seq, state, attempts, replayId, lastStatus, lastError } = delivery;
  return {
    ...{ id, destination, eventId: ofEvent, seq, event, state, attempts, lastStatus },
    isReplay: replayId !== null,
    dueAt: isOver(state) ? null : delivery.dueAt.toISOString(),
    lastError: lastError as AttemptError | null,
    createdAt: delivery.createdAt.toISOString(),
    endedAt: delivery.endedAt?.toISOString() ?? null,
  };
}
