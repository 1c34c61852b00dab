import { sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { log } from "#server/core/log.ts";
import { defineJob } from "#server/jobs/index.ts";

type Due = { workspaceId: string; throughSeq: number; lastSeq: number };

/** Events are counted so many at a time, so that a workspace with a backlog holds no long transaction. */
const chunk = 200_000;

/**
 * Every ten minutes: adds what each workspace used to its days. Events are counted once, by a cursor, since retention may take
 * them; messages and deliveries of today and yesterday are counted anew, for they arrive late. Cron hands it a payload of
 * its own, which it doesn't need.
 */
export const countUsage = defineJob({
  name: "count-usage",
  payload: z.unknown(),
  async run(_payload, signal) {
    const due = await systemDb().execute<Due>(sql`
      select w.workspace_id as "workspaceId", coalesce(c.through_seq, 0)::float8 as "throughSeq", w.last_seq::float8 as "lastSeq"
      from workspace_counters w left join usage_cursors c using (workspace_id)
      where w.last_seq > coalesce(c.through_seq, 0) order by w.workspace_id`);
    for (const { workspaceId, throughSeq, lastSeq } of due) {
      for (let from = throughSeq; from < lastSeq && !signal?.aborted; from += chunk) {
        await countEvents(workspaceId, from, Math.min(lastSeq, from + chunk));
      }
    }
    const messages = await countMessages();
    const deliveries = await countDeliveries();
    log().info({ workspaces: due.length, messages, deliveries }, "usage counted");
  },
});

/** The cursor moves in the same transaction, and only from where it was read: a second run finds nothing to add. */
function countEvents(workspaceId: string, from: number, through: number): Promise<unknown> {
  return systemDb().execute(sql`
    with moved as (
      insert into usage_cursors (workspace_id, through_seq) values (${workspaceId}, ${through})
      on conflict (workspace_id) do update set through_seq = excluded.through_seq
        where usage_cursors.through_seq = ${from}
      returning workspace_id
    ), counted as (
      select e.workspace_id, (e.received_at at time zone 'UTC')::date as day,
        count(*)::int as events, sum(octet_length(e.body))::bigint as bytes
      from events e join moved using (workspace_id)
      where e.workspace_id = ${workspaceId} and e.seq > ${from} and e.seq <= ${through}
      group by 1, 2
    )
    insert into usage_days (workspace_id, day, events, event_bytes)
    select workspace_id, day, events, bytes from counted
    on conflict (workspace_id, day) do update
      set events = usage_days.events + excluded.events,
        event_bytes = usage_days.event_bytes + excluded.event_bytes`);
}

const sinceYesterday = sql`(date_trunc('day', now() at time zone 'UTC') - interval '1 day') at time zone 'UTC'`;

async function countMessages(): Promise<number> {
  const { count } = await systemDb().execute(sql`
    insert into usage_days (workspace_id, day, received, sent)
    select w.id, counted.day, counted.received, counted.sent
    from workspaces w cross join lateral (
      select (m.happened_at at time zone 'UTC')::date as day,
        count(*) filter (where m.direction = 'inbound')::int as received,
        count(*) filter (where m.direction = 'outbound')::int as sent
      from messages m
      where m.workspace_id = w.id and m.happened_at >= ${sinceYesterday} and m.happened_at <= now()
      group by 1
    ) counted
    on conflict (workspace_id, day) do update
      set received = greatest(usage_days.received, excluded.received),
        sent = greatest(usage_days.sent, excluded.sent)`);
  return count ?? 0;
}

async function countDeliveries(): Promise<number> {
  const { count } = await systemDb().execute(sql`
    insert into usage_days (workspace_id, day, delivered)
    select h.workspace_id, (h.hour at time zone 'UTC')::date, sum(h.delivered)::int
    from destination_hours h where h.hour >= ${sinceYesterday} group by 1, 2
    on conflict (workspace_id, day) do update
      set delivered = greatest(usage_days.delivered, excluded.delivered)`);
  return count ?? 0;
}
