import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import {
  deliveries,
  deliveryAttempts,
  destinationHours,
  destinationLedgers,
  destinations,
  destinationTurns,
  events,
  replays,
} from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { Made } from "./canary-rows.ts";

/** A destination that is off, so that nothing is ever sent to it, with what became of an event on its way there. */
export async function insertDestination(
  tx: Transaction,
  { workspaceId, eventId, secret }: { workspaceId: string; eventId: string; secret: string },
): Promise<Made> {
  const [destination, delivery, replay] = [newId(), newId(), newId()];
  const now = new Date();
  await tx.insert(destinations).values({
    ...{ workspaceId, id: destination, name: secret, url: `https://canary.invalid/${secret}` },
    ...{
      template: secret,
      headerNames: [secret],
      sealedHeaders: randomBytes(32),
      sealedSecret: randomBytes(32),
    },
    ...{ disabledAt: now, disabledReason: "person", disabledSeq: 0 },
  });
  const its = { workspaceId, destinationId: destination };
  await tx.insert(destinationTurns).values(its);
  await tx.insert(destinationLedgers).values({ ...its, accepted: 1 });
  await tx.insert(destinationHours).values({ ...its, hour: now, dead: 1 });
  const [event] = await tx.select({ seq: events.seq }).from(events).where(eq(events.id, eventId));
  const seq = event?.seq ?? 0;
  await tx.insert(replays).values({
    ...{ ...its, id: replay, selection: { kind: "events", eventIds: [eventId] }, ratePerSecond: 1 },
    ...{ state: "cancelled", total: 1, made: 1, throughSeq: seq, endedAt: now },
  });
  await tx.insert(deliveries).values({
    ...{ ...its, id: delivery, eventId, seq, replayId: replay, state: "dead", dueAt: now, endedAt: now },
  });
  await tx.insert(deliveryAttempts).values({
    ...{ workspaceId, deliveryId: delivery, number: 1, startedAt: now, durationMs: 1, detail: secret },
    ...{ status: 500, error: "status", responseBody: Buffer.from(secret) },
  });
  return { targets: { destination, delivery, replay }, needles: [secret, destination, delivery, replay] };
}
