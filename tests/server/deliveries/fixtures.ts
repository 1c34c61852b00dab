import { asc, eq, sql } from "drizzle-orm";
import { systemDb, systemSql } from "#db/client.ts";
import {
  deliveries,
  deliveryAttempts,
  destinationHours,
  destinations,
  destinationTurns,
} from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { digest, newId } from "#server/core/ids.ts";
import {
  type DispatcherOptions,
  type RunningDispatcher,
  startDispatcher,
} from "#server/deliveries/dispatcher.ts";
import { acceptDeliveries } from "#server/deliveries/index.ts";
import { readEnvelope } from "#server/inbox/envelope.ts";
import { storeArrivals } from "#server/inbox/store.ts";
import { seal } from "#server/vault/index.ts";
import { makeInbox, makeWorkspace } from "#tests/support/factories.ts";

const secret = `whsec_${Buffer.from("a-secret-of-thirty-two-bytes-....").toString("base64")}`;

type Settings = Partial<typeof destinations.$inferInsert> & { url: string };

/** A destination as its row stands after it was made. @returns its id */
export async function makeDestination(workspaceId: string, settings: Settings): Promise<string> {
  const id = newId();
  const sealedSecret = await seal({ workspaceId, purpose: "destination-secret", recordId: id }, secret);
  await systemDb()
    .insert(destinations)
    .values({ workspaceId, id, name: "Sink", sealedSecret, ...settings });
  return id;
}

/** A workspace with an inbox, and a way to send events of it to destinations as the fan-out does. */
export async function makeDesk() {
  const workspace = await makeWorkspace();
  const { workspaceId } = workspace;
  const inbox = await makeInbox(workspaceId);

  /** Stores `count` events. */
  const events = async (count: number) => {
    const stored = await storeArrivals(
      Array.from({ length: count }, (_, index) => {
        const body = Buffer.from(
          JSON.stringify({ event: "message.received", data: { message: `Number ${index} ${newId()}` } }),
        );
        return {
          ...{ id: newId(), workspaceId, inboxId: inbox.id, receivedAt: new Date(), verdict: "verified" },
          ...{ ...readEnvelope(body), sha256: digest(body), headers: {}, body },
        } as const;
      }),
    );
    return stored.map(({ id, seq }) => ({ id, seq: seq ?? 0 }));
  };
  /** Puts new events on their way to these destinations. @returns the events' ids, in order */
  const send = async (destinationIds: string[], count = 1) => {
    const made = await events(count);
    const wanted = made.flatMap(({ id: eventId, seq }) =>
      destinationIds.map((destinationId) => ({ destinationId, eventId, seq, replayId: null })),
    );
    await inTenant(workspaceId, (tx) => acceptDeliveries(tx, workspaceId, wanted));
    return made.map(({ id }) => id);
  };
  return { ...workspace, inbox, events, send };
}

export const dispatcherFor = (options: DispatcherOptions = {}): RunningDispatcher =>
  startDispatcher({ allowLoopback: true, timeoutMs: 2_000, goodbyeMs: 5_000, ...options });

export const deliveriesTo = (destinationId: string) =>
  systemDb()
    .select()
    .from(deliveries)
    .where(eq(deliveries.destinationId, destinationId))
    .orderBy(asc(deliveries.seq), asc(deliveries.id));

export const attemptsOf = (deliveryId: string) =>
  systemDb()
    .select()
    .from(deliveryAttempts)
    .where(eq(deliveryAttempts.deliveryId, deliveryId))
    .orderBy(asc(deliveryAttempts.number));

export async function turnOf(destinationId: string) {
  const [turn] = await systemDb()
    .select()
    .from(destinationTurns)
    .where(eq(destinationTurns.destinationId, destinationId));
  if (!turn) throw new Error("The destination has had no delivery yet.");
  return turn;
}

export async function hourOf(destinationId: string) {
  const [hour] = await systemDb()
    .select()
    .from(destinationHours)
    .where(eq(destinationHours.destinationId, destinationId));
  return hour;
}

export async function destinationOf(destinationId: string) {
  const [destination] = await systemDb()
    .select()
    .from(destinations)
    .where(eq(destinations.id, destinationId));
  if (!destination) throw new Error("There is no such destination.");
  return destination;
}

/** How many deliveries of a destination are in which state. */
export async function statesOf(destinationId: string): Promise<Record<string, number>> {
  const rows = await systemSql()<{ state: string; count: number }[]>`
    select state, count(*)::int as count from deliveries where destination_id = ${destinationId} group by state`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Lets everything that waits for its time be due now, as if that time had passed. */
export async function passTime(destinationId: string): Promise<void> {
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`select 1 from destination_turns where destination_id = ${destinationId} for update`);
    await tx.execute(
      sql`update deliveries set due_at = now() where destination_id = ${destinationId} and state in ('pending', 'failed')`,
    );
    await tx.execute(
      sql`update destination_turns set due_at = now(), open_until = open_until - interval '1 day', slow_until = null where destination_id = ${destinationId}`,
    );
    await tx.execute(
      sql`select pg_notify('moltdesk_live', workspace_id || ':deliveries') from destination_turns where destination_id = ${destinationId}`,
    );
  });
}
