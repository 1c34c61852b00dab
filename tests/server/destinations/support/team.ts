import { and, eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { deliveries, destinations, events } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { acceptDeliveries } from "#server/deliveries/index.ts";
import { makeTeam, type Team } from "#tests/server/members/fixtures.ts";
import { makeEvent, makeInbox } from "#tests/support/factories.ts";

process.env.DESTINATIONS_ALLOW_LOOPBACK = "true";

/** An address of this machine, where nobody answers. */
export const url = "http://127.0.0.1:9/hook?key=secret-path";

/** A team that adds destinations. */
export async function makeDesk() {
  const team = await makeTeam();
  const inbox = await makeInbox(team.workspaceId);
  const add = async (more: object = {}) => {
    const { workspace, api } = team;
    return (await api.destinations.create({ workspace, name: "Till", url, ...more })).id;
  };
  /** Stores an event, and puts it on its way as the fan-out does. */
  const send = async (destinationId: string) => {
    const eventId = await makeEvent(team.workspaceId, inbox.id, `Hello ${destinationId} ${Math.random()}`);
    const seq = await seqOf(eventId);
    await inTenant(team.workspaceId, (tx) =>
      acceptDeliveries(tx, team.workspaceId, [{ destinationId, eventId, seq, replayId: null }]),
    );
    return { eventId, seq };
  };
  return { ...team, inbox, add, send };
}

async function seqOf(eventId: string): Promise<number> {
  const [event] = await systemDb().select({ seq: events.seq }).from(events).where(eq(events.id, eventId));
  if (!event) throw new Error("The event is not there.");
  return event.seq;
}

export async function rowOf(id: string) {
  const [row] = await systemDb().select().from(destinations).where(eq(destinations.id, id));
  if (!row) throw new Error("The destination is not there.");
  return row;
}

export const deliveriesTo = async ({ workspaceId }: Pick<Team, "workspaceId">, destinationId: string) =>
  systemDb()
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, workspaceId), eq(deliveries.destinationId, destinationId)))
    .orderBy(deliveries.seq);
