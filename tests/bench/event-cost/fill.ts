import type postgres from "postgres";
import { z } from "zod";
import { systemSql } from "#db/client.ts";
import { makeDestination } from "#tests/server/deliveries/fixtures.ts";
import { makeConnectedNumber, makeInbox, makeWorkspace } from "#tests/support/factories.ts";

/** Events of one large workspace, and of so many others together. */
export const sizeSchema = z.object({ large: z.int(), others: z.int(), otherWorkspaces: z.int() });
export type Size = z.output<typeof sizeSchema>;

type Place = { workspaceId: string; inboxId: string; destinationId: string; sessionId: string };
export type Desk = Place & { someEvent: { id: string; seq: number } };

/** One event in so many was delivered to a program. */
const eventsADelivery = 5;
/** Of the last day alone: older fingerprints are forgotten. */
const fingerprintShare = 0.02;
const tables = ["events", "event_fingerprints", "deliveries", "delivery_attempts"];

async function makePlace(): Promise<Place> {
  const { workspaceId } = await makeWorkspace();
  const { connectionId, sessionId } = await makeConnectedNumber(workspaceId);
  const { id: inboxId } = await makeInbox(workspaceId, { connectionId });
  const destinationId = await makeDestination(workspaceId, { url: "http://127.0.0.1:9/" });
  return { workspaceId, inboxId, destinationId, sessionId };
}

/**
 * Fills the database with events and their deliveries as a year of use leaves them. Indexes are built at the end and
 * triggers are off, which takes a fraction of the time. @returns the large workspace with an event from its middle
 */
export async function fill({ large, others, otherWorkspaces }: Size): Promise<Desk> {
  const place = await makePlace();
  const parts = [{ place, events: large }];
  for (let made = 0; made < otherWorkspaces; made++) {
    parts.push({ place: await makePlace(), events: Math.round(others / otherWorkspaces) });
  }
  // What it takes away from durability it takes from the filling alone.
  await systemSql()`alter system set max_wal_size = '16GB'`;
  await systemSql()`select pg_reload_conf()`;
  await systemSql().begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`set local synchronous_commit = off`;
    await sql`update pg_index set indisready = false where indrelid = any (${tables}::regclass[])`;
    for (const part of parts) await insertEvents(sql, part.place, part.events);
    for (const part of parts) await insertDeliveries(sql, part.place);
  });
  await systemSql().begin(async (sql) => {
    await sql`set local maintenance_work_mem = '512MB'`;
    for (const table of tables) await sql.unsafe(`reindex table ${table}`);
  });
  await systemSql()`vacuum analyze`;
  await systemSql()`checkpoint`;
  return { ...place, someEvent: await findEvent(place.workspaceId, Math.round(large / 2)) };
}

/** Most are messages of an allowed number; some are of another, or of none; one name is rare. */
async function insertEvents(sql: postgres.TransactionSql, place: Place, count: number): Promise<void> {
  const { workspaceId, inboxId, sessionId } = place;
  await sql`
    insert into events (workspace_id, seq, id, inbox_id, received_at, verdict, event, session_id, chat_id, sha256,
      headers, body)
    select ${workspaceId}, n, uuidv7((n - ${count}::int) * interval '6 seconds'), ${inboxId},
      date_trunc('milliseconds', now() + (n - ${count}::int) * interval '6 seconds'), 'verified',
      case when n % 100 = 1 then 'session.disconnected' when n % 10 < 7 then 'message.received'
        when n % 10 = 7 then 'message.sent' when n % 10 = 8 then 'message.read' else 'group.message' end,
      case when n % 20 = 0 then 'not-allowed' when n % 20 < 19 then ${sessionId} end,
      (5511900000000 + n % 5000)::text || '@c.us', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
      '{"content-type":"application/json"}',
      convert_to('{"event":"message.received","timestamp":"2026-02-11T10:05:00Z","data":{"direction":"inbound","message":"'
        || repeat('Some words. ', (n % 12)::int) || n || '"}}', 'UTF8')
    from generate_series(1, ${count}::int) n`;
  await sql`update workspace_counters set last_seq = ${count} where workspace_id = ${workspaceId}`;
  await sql`
    insert into event_fingerprints (workspace_id, inbox_id, sha256, event_id, first_at)
    select workspace_id, inbox_id, sha256, id, received_at from events
    where workspace_id = ${workspaceId} and seq > ${Math.floor(count * (1 - fingerprintShare))}`;
}

/** All but a few arrived at the first try. */
async function insertDeliveries(sql: postgres.TransactionSql, place: Place): Promise<void> {
  const { workspaceId, destinationId } = place;
  await sql`
    insert into deliveries (workspace_id, id, destination_id, event_id, seq, state, attempts, due_at, created_at,
      ended_at, last_status)
    select workspace_id, id, ${destinationId}, id, seq, case when seq % 50 = 0 then 'dead' else 'delivered' end, 1,
      received_at, received_at, received_at, case when seq % 50 = 0 then 500 else 200 end
    from events where workspace_id = ${workspaceId} and seq % ${eventsADelivery}::int = 0`;
  await sql`
    insert into delivery_attempts (workspace_id, delivery_id, number, started_at, duration_ms, status)
    select workspace_id, id, 1, due_at, 40, last_status from deliveries where workspace_id = ${workspaceId}`;
  await sql`
    insert into destination_ledgers (workspace_id, destination_id, accepted)
    select ${workspaceId}, ${destinationId}, count(*) from deliveries where workspace_id = ${workspaceId}`;
  await sql`
    insert into destination_turns (workspace_id, destination_id) values (${workspaceId}, ${destinationId})`;
  await sql`
    insert into fan_out_cursors (workspace_id, through_seq)
    select workspace_id, last_seq from workspace_counters where workspace_id = ${workspaceId}`;
  await sql`
    insert into hearing_cursors (workspace_id, through_seq)
    select workspace_id, last_seq from workspace_counters where workspace_id = ${workspaceId}`;
}

/** The next event from there on that somebody may see. */
async function findEvent(workspaceId: string, fromSeq: number) {
  const [row] = await systemSql()<{ id: string; seq: number }[]>`
    select id, seq::int as seq from events
    where workspace_id = ${workspaceId} and seq >= ${fromSeq} and session_id <> 'not-allowed' order by seq limit 1`;
  if (!row) throw new Error("There is no event.");
  return row;
}
