import { and, asc, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { deliveries, destinations, fanOutCursors, replays } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { acceptDeliveries } from "#server/deliveries/index.ts";
import type { DeliveryState } from "#server/deliveries/schemas.ts";
import { beginReplay } from "#server/replays/ask-replay.ts";
import { runReplay } from "#server/replays/jobs.ts";
import { startReplaySchema } from "#server/replays/schemas.ts";
import { received, storeEvent } from "#tests/server/inbox/fixtures.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";

export const operator = { kind: "operator" } as const;

export type Event = { id: string; seq: number };
export type Place = { workspaceId: string; destinationId: string };

/** A destination that nothing is ever sent to: its row alone. */
export async function makeDestination(
  workspaceId: string,
  change: Partial<typeof destinations.$inferInsert> = {},
): Promise<string> {
  const id = newId();
  await systemDb()
    .insert(destinations)
    .values({
      ...{ workspaceId, id, name: "Till", url: "https://till.example/hook", sealedSecret: Buffer.from("x") },
      ...change,
    });
  return id;
}

/** A workspace with a destination and events, which the fan-out has passed without making deliveries. */
export async function makePlace({ events = 0, filter = {} as EventFilter } = {}) {
  const { workspaceId, ownerId, owner, slug } = await makeWorkspace();
  const inbox = await makeInbox(workspaceId);
  const destinationId = await makeDestination(workspaceId, { filter });
  const place = { workspaceId, destinationId };
  const stored: Event[] = [];
  for (let index = 0; index < events; index += 1) {
    stored.push(await storeEvent(workspaceId, inbox.id, received("s", `Event ${index}`)));
  }
  await setCursor(workspaceId, stored.at(-1)?.seq ?? 0);
  return { ...place, place, ownerId, owner, slug, inboxId: inbox.id, events: stored };
}

export async function setCursor(workspaceId: string, throughSeq: number): Promise<void> {
  await systemDb()
    .insert(fanOutCursors)
    .values({ workspaceId, throughSeq })
    .onConflictDoUpdate({ target: fanOutCursors.workspaceId, set: { throughSeq } });
}

/** Deliveries of events as the fan-out makes them, in a state that they have come to. */
export async function deliver(
  { workspaceId, destinationId }: Place,
  events: readonly Event[],
  state: DeliveryState = "pending",
): Promise<void> {
  await systemDb().transaction(async (tx) => {
    const wanted = events.map(({ id: eventId, seq }) => ({ destinationId, eventId, seq, replayId: null }));
    await acceptDeliveries(tx, workspaceId, wanted);
    for (const { id } of events) {
      await tx
        .update(deliveries)
        .set({ state, ...(!["pending", "failed", "delivering"].includes(state) && { endedAt: new Date() }) })
        .where(and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.eventId, id)));
    }
  });
}

export async function readReplay(replayId: string) {
  const [replay] = await systemDb().select().from(replays).where(eq(replays.id, replayId));
  if (!replay) throw new Error("There is no such replay.");
  return replay;
}

/** The `seq` of what a replay made, step by step. */
export async function madeBy(workspaceId: string, replayId: string): Promise<number[]> {
  const rows = await systemDb()
    .select({ seq: deliveries.seq })
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.replayId, replayId)))
    .orderBy(asc(deliveries.createdAt), asc(deliveries.seq));
  return rows.map(({ seq }) => seq);
}

/** Makes the next step due, and lets what was made arrive, as if a second had passed. */
export async function passSecond(workspaceId: string, replayId: string): Promise<void> {
  await systemDb()
    .update(replays)
    .set({ movedAt: new Date(Date.now() - 1_000) })
    .where(eq(replays.id, replayId));
  await systemDb()
    .update(deliveries)
    .set({ state: "delivered", endedAt: new Date() })
    .where(and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.replayId, replayId)));
}

/** Begins a replay of what somebody might have typed. */
export const begin = ({ workspaceId, destinationId }: Place, selection: object, ratePerSecond = 1_000) =>
  beginReplay(workspaceId, startReplaySchema.parse({ destinationId, selection, ratePerSecond }), operator);

/** Runs a replay's steps until it ends. @returns the `seq` of what it made, step by step */
export async function runToEnd(workspaceId: string, replayId: string): Promise<number[]> {
  while ((await readReplay(replayId)).state === "running") {
    await runReplay.run({ workspaceId, replayId });
    await passSecond(workspaceId, replayId);
  }
  return madeBy(workspaceId, replayId);
}
