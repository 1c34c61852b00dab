import { inArray, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { destinations } from "#db/schema/index.ts";
import { type DestinationToSend, openDestination } from "#server/destinations/index.ts";
import type { Material } from "./attempt.ts";
import type { Claimed } from "./claim.ts";
import { loadEvents } from "./load-events.ts";

/** What a delivery needs to be sent; null when its destination or its event is not there any more. */
export type MaterialOf = (claimed: Claimed) => Promise<Material | null>;

/** Reads what claimed deliveries need, in two queries however many they are. */
export async function loadMaterial(claimed: readonly Claimed[]): Promise<MaterialOf> {
  const [opened, events] = await Promise.all([openAll(claimed), loadEvents(claimed)]);
  return async ({ destinationId, eventId }) => {
    const destination = await opened.get(destinationId);
    const event = await events.get(eventId);
    return destination && event ? { destination, event } : null;
  };
}

/** Each destination's keys are opened once; one that does not open is the trouble of its deliveries alone. */
async function openAll(claimed: readonly Claimed[]): Promise<Map<string, Promise<DestinationToSend>>> {
  const ids = [...new Set(claimed.map(({ destinationId }) => destinationId))];
  const rows = await systemDb()
    .select({ row: destinations, now: sql`clock_timestamp()`.mapWith(destinations.createdAt) })
    .from(destinations)
    .where(inArray(destinations.id, ids));
  const opened = new Map(rows.map(({ row, now }) => [row.id, openDestination(row, now)]));
  // Whoever awaits one tells of its error.
  for (const one of opened.values()) one.catch(() => undefined);
  return opened;
}
