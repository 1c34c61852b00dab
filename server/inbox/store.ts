import { systemSql } from "#db/client.ts";
import type { EventRow } from "#db/schema/index.ts";
import { liveChannel, nudgeNow, postgresCarries } from "#server/live/index.ts";

/** An accepted request on its way into the database. */
export type Arrival = {
  id: string;
  workspaceId: string;
  inboxId: string;
  /** Left out: when it is stored, by the database's clock. */
  receivedAt?: Date;
  verdict: EventRow["verdict"];
  event: string | null;
  sessionId: string | null;
  chatId: string | null;
  sha256: Buffer;
  headers: Record<string, string>;
  body: Buffer;
};

/** What became of an arrival: a new event with its `seq`, or a copy of an earlier one. */
export type Stored = { id: string; seq: number | null; duplicate: boolean };

type Group = { first: Arrival; copies: number };
const fingerprintOf = (arrival: Arrival) => `${arrival.inboxId} ${arrival.sha256.toString("hex")}`;

/** Equal bytes for the same inbox inside one batch: one row may be claimed only once in a statement. */
function groupCopies(arrivals: readonly Arrival[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const arrival of arrivals) {
    const group = groups.get(fingerprintOf(arrival));
    if (group) group.copies += 1;
    else groups.set(fingerprintOf(arrival), { first: arrival, copies: 0 });
  }
  return groups;
}

/** Where each part begins once all of them stand in a row. */
function startsOf(parts: readonly Buffer[]): number[] {
  let end = 0;
  return parts.map(({ length }) => {
    end += length;
    return end - length;
  });
}

/**
 * One statement, so one round trip and one commit: claims the fingerprints (the primary key decides between racing
 * copies), numbers what is new from each workspace's counter, inserts it, and nudges its followers if it
 * `notifies`. Rows are locked in one order everywhere, so two processes cannot deadlock; the counter's lock
 * is held until commit, which is what makes `seq` gap-free in the order of commits.
 */
async function writeGroups(groups: readonly Group[], notifies: boolean) {
  const sql = systemSql();
  const column = <T>(read: (arrival: Arrival) => T) => groups.map(({ first }) => read(first));
  const bodies = column(({ body }) => body);
  return sql<{ ord: number; id: string; fresh: boolean; seq: string | null }[]>`
    with input as materialized (
      select ord, copies, id, workspace_id, inbox_id, coalesce(received::timestamptz, clock_timestamp()) as received_at, verdict, event, session_id, chat_id,
        substring(${Buffer.concat(column(({ sha256 }) => sha256))}::bytea, ord * 32 + 1, 32) as sha256,
        headers::jsonb as headers, substring(${Buffer.concat(bodies)}::bytea, body_at + 1, body_bytes) as body
      from unnest(
        ${groups.map((_, index) => index)}::int[], ${groups.map(({ copies }) => copies)}::int[],
        ${column(({ id }) => id)}::uuid[], ${column(({ workspaceId }) => workspaceId)}::uuid[],
        ${column(({ inboxId }) => inboxId)}::uuid[], ${column(({ receivedAt }) => receivedAt?.toISOString() ?? null)}::text[],
        ${column(({ verdict }) => verdict)}::text[], ${column(({ event }) => event)}::text[],
        ${column(({ sessionId }) => sessionId)}::text[], ${column(({ chatId }) => chatId)}::text[],
        ${column(({ headers }) => JSON.stringify(headers))}::text[],
        ${startsOf(bodies)}::int[], ${bodies.map(({ length }) => length)}::int[]
      ) as t (ord, copies, id, workspace_id, inbox_id, received, verdict, event, session_id, chat_id, headers, body_at, body_bytes)
    ),
    claimed as (
      insert into event_fingerprints as f (workspace_id, inbox_id, sha256, event_id, first_at)
      select workspace_id, inbox_id, sha256, id, received_at from input order by inbox_id, sha256
      on conflict (inbox_id, sha256) do update set
        event_id = case when f.first_at < excluded.first_at - interval '24 hours' then excluded.event_id else f.event_id end,
        first_at = case when f.first_at < excluded.first_at - interval '24 hours' then excluded.first_at else f.first_at end
      returning inbox_id, sha256, event_id
    ),
    matched as (
      select input.*, claimed.event_id as kept_id, claimed.event_id = input.id as fresh
      from input join claimed using (inbox_id, sha256)
    ),
    -- Of what comes to other inboxes, or is not signed, nothing is believed.
    counted as (
      select m.workspace_id, count(*)::bigint as added,
        coalesce(bool_or(m.verdict = 'verified' and i.connection_id is not null), false) as trusted
      from matched m left join inboxes i on i.workspace_id = m.workspace_id and i.id = m.inbox_id
      where m.fresh group by m.workspace_id
    ),
    locked as (
      select c.workspace_id from workspace_counters c join counted using (workspace_id)
      order by c.workspace_id for update of c
    ),
    numbered as (
      update workspace_counters c set last_seq = c.last_seq + counted.added,
        trusted_seq = case when counted.trusted then c.last_seq + counted.added else c.trusted_seq end
      from counted join locked using (workspace_id)
      where c.workspace_id = counted.workspace_id
      returning c.workspace_id, c.last_seq - counted.added as before_seq
    ),
    placed as (
      select m.*, case when fresh then n.before_seq + row_number() over (partition by m.workspace_id, fresh order by m.ord) end as seq
      from matched m left join numbered n using (workspace_id)
    ),
    added as (
      insert into events (workspace_id, seq, id, inbox_id, received_at, verdict, event, session_id, chat_id, sha256, duplicates, headers, body)
      select workspace_id, seq, id, inbox_id, received_at, verdict, event, session_id, chat_id, sha256, copies, headers, body
      from placed where fresh
    ),
    nudged as (select pg_notify(${liveChannel}, workspace_id || ':events') from numbered where ${notifies}::boolean)
    select ord, kept_id as id, fresh, seq, (select count(*) from nudged) as nudges
    from placed`;
}

/**
 * Counts copies of earlier events. A statement of its own: the first one's snapshot does not see an event that another
 * process committed while it waited for the fingerprint. Should we die in between, nobody was answered, and the copy
 * comes again.
 */
async function countCopies(copies: { workspaceId: string; eventId: string; times: number }[]): Promise<void> {
  if (copies.length === 0) return;
  await systemSql()`
    update events e set duplicates = e.duplicates + c.times
    from unnest(
      ${copies.map((copy) => copy.workspaceId)}::uuid[], ${copies.map((copy) => copy.eventId)}::uuid[],
      ${copies.map((copy) => copy.times)}::int[]
    ) as c (workspace_id, event_id, times)
    where e.workspace_id = c.workspace_id and e.id = c.event_id`;
}

/** Stores a batch: what is new in one transaction. @returns one result for each arrival, in order */
export async function storeArrivals(arrivals: readonly Arrival[]): Promise<Stored[]> {
  const groups = [...groupCopies(arrivals).entries()];
  const notifies = postgresCarries();
  const firsts = groups.map(([, group]) => group);
  const rows = await writeGroups(firsts, notifies);
  if (!notifies) {
    const heard = rows.flatMap(({ ord, fresh }) => (fresh ? (firsts[ord]?.first.workspaceId ?? []) : []));
    for (const workspaceId of new Set(heard)) nudgeNow(workspaceId, "events");
  }
  await countCopies(
    rows.flatMap(({ ord, id, fresh }) => {
      const group = groups[ord]?.[1];
      return fresh || !group
        ? []
        : [{ workspaceId: group.first.workspaceId, eventId: id, times: group.copies + 1 }];
    }),
  );
  const byFingerprint = new Map(
    rows.flatMap((row) => {
      const entry = groups[row.ord];
      return entry ? [[entry[0], { row, first: entry[1].first }] as const] : [];
    }),
  );
  return arrivals.map((arrival) => {
    const found = byFingerprint.get(fingerprintOf(arrival));
    if (!found) throw new Error("An arrival got no row; the statement and its groups disagree.");
    const isFirst = found.row.fresh && found.first === arrival;
    return { id: found.row.id, seq: isFirst ? Number(found.row.seq) : null, duplicate: !isFirst };
  });
}
