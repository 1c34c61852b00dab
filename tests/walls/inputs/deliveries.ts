import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { destinations } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { newId } from "#server/core/ids.ts";
import { createDestination } from "#server/destinations/create-destination.ts";
import { createDestinationSchema } from "#server/destinations/schemas.ts";
import { disableDestination } from "#server/destinations/turn-off.ts";
import { startReplay } from "#server/replays/index.ts";
import { insertDestination } from "#server/walls/canary-destinations.ts";
import type { Desk, DomainInputs } from "./define.ts";

const operator = { kind: "operator" } as const;
// Destinations of these walls are ports of this machine where nobody listens.
process.env.DESTINATIONS_ALLOW_LOOPBACK = "true";

/** A destination that is on, though nothing is there to send to it. */
async function destinationOf({ workspaceId, eventId }: Desk): Promise<{ id: string; deliveryId: string }> {
  const { targets } = await systemDb().transaction((tx) =>
    insertDestination(tx, { workspaceId, eventId, secret: `Canary ${newId()}` }),
  );
  const id = targets.destination ?? "";
  await systemDb()
    .update(destinations)
    .set({ disabledAt: null, disabledReason: null, disabledSeq: null })
    .where(eq(destinations.id, id));
  return { id, deliveryId: targets.delivery ?? "" };
}

/** One with keys of its own, as a person adds it, at an address of this machine where nobody answers. */
async function addedBy({ workspaceId }: Desk): Promise<string> {
  const { id } = await createDestination(
    workspaceId,
    createDestinationSchema.parse({
      name: "Till",
      url: "http://127.0.0.1:9/hook",
      headers: { "x-key": "canary" },
    }),
    operator,
  );
  return id;
}

export const destinationActs: DomainInputs = async (desk) => {
  const [changed, removed, off, on] = [
    await addedBy(desk),
    await addedBy(desk),
    await addedBy(desk),
    await addedBy(desk),
  ];
  await disableDestination(desk.workspaceId, on, operator);
  return {
    "destinations.list": {},
    "destinations.get": { destinationId: changed },
    "destinations.create": { name: "Till", url: "http://127.0.0.1:9/hook" },
    "destinations.change": { destinationId: changed, name: "Other till" },
    "destinations.remove": { destinationId: removed },
    "destinations.disable": { destinationId: off },
    "destinations.enable": { destinationId: on, backlog: { kind: "skip" } },
    "destinations.rotateSecret": { destinationId: changed, overlapHours: 1 },
    "destinations.showSecret": { destinationId: changed },
    "destinations.preview": { format: "standard", template: null, eventId: desk.eventId },
    "destinations.test": { destinationId: changed },
  };
};

export const deliveries: DomainInputs = async (desk) => {
  const { id: destinationId, deliveryId } = await destinationOf(desk);
  return {
    "deliveries.list": { destinationId, eventId: desk.eventId, states: ["dead"] },
    "deliveries.get": { deliveryId },
    "deliveries.console": { destinationId },
    "deliveries.ledgers": {},
    "deliveries.story": { eventId: desk.eventId },
  };
};

async function replayOf({ workspaceId, eventId }: Desk, destinationId: string): Promise<string> {
  const begun = await inTenant(workspaceId, (tx) =>
    startReplay(
      tx,
      workspaceId,
      { destinationId, selection: { kind: "events", eventIds: [eventId] }, ratePerSecond: 1 },
      operator,
    ),
  );
  return begun?.id ?? "";
}

export const replays: DomainInputs = async (desk) => {
  const { id: destinationId } = await destinationOf(desk);
  const replayId = await replayOf(desk, destinationId);
  const asked = { destinationId, selection: { kind: "events", eventIds: [desk.eventId] } };
  return {
    "replays.list": { destinationId },
    "replays.count": asked,
    "replays.start": asked,
    "replays.change": { replayId, action: "pause" },
  };
};
