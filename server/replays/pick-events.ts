import { and, asc, eq, gt, inArray, lte, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { ReplaySelection } from "#db/schema/deliveries.ts";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { deliveries, events } from "#db/schema/index.ts";
import { matches } from "#server/event-filter/index.ts";
import { asksForBody, readFacts } from "#server/fan-out/index.ts";
import { readVisibility, visibleEvents } from "#server/inbox/index.ts";
import { asksForMore, narrowedBy } from "./narrow.ts";

/** How far one statement looks at most; in between whoever counts looks at the clock. */
const windowSeqs = 20_000;

/** What a replay goes through, in order of `seq`: everything after `afterSeq`, up to and with `throughSeq`. */
export type Span = { afterSeq: number; throughSeq: number };
export type Picked = { eventId: string; seq: number };
export type Source = {
  workspaceId: string;
  destination: { id: string; filter: EventFilter };
  selection: ReplaySelection;
  /** What ended later was in no such state when the replay began. */
  begunAt: Date;
};

/** Events of which more than their row is asked: bodies may be 64 kB each. */
const factRows = 200;
/** No message is longer; what is, is something else. */
const maxReadBytes = 64 * 1024;
const body = sql<Buffer | null>`case when octet_length(${events.body}) <= ${maxReadBytes} then ${events.body} end`;
const { id, seq, receivedAt, inboxId, event, sessionId, chatId } = events;
const factColumns = { id, seq, receivedAt, inboxId, event, sessionId, chatId };

/** `through`: everything up to there was looked at. */
type Page = { picked: Picked[]; through: number };

/**
 * The next events of a replay that the workspace sees, each once. Looks at one page or window of what may be among
 * them, so it may come back with nothing, and `through` says where to go on.
 */
export async function pickEvents(tx: Transaction, source: Source, span: Span, limit: number): Promise<Page> {
  const { selection } = source;
  const visible = visibleEvents(await readVisibility(tx, source.workspaceId));
  if (selection.kind === "since") return pickSince(tx, source, { span, limit, visible });
  const picked =
    selection.kind === "events"
      ? await pickNamed(tx, source.workspaceId, selection.eventIds, { span, limit, visible })
      : await pickInStates(tx, source, selection.states, { span, limit, visible });
  return {
    picked,
    through: picked.length < limit ? span.throughSeq : (picked.at(-1)?.seq ?? span.throughSeq),
  };
}

type Wanted = { span: Span; limit: number; visible: SQL | undefined };

const within = (workspaceId: string, { afterSeq, throughSeq }: Span) =>
  and(eq(events.workspaceId, workspaceId), gt(events.seq, afterSeq), lte(events.seq, throughSeq));

const pickNamed = (tx: Transaction, workspaceId: string, ids: string[], { span, limit, visible }: Wanted) =>
  tx
    .select({ eventId: events.id, seq: events.seq })
    .from(events)
    .where(and(within(workspaceId, span), inArray(events.id, ids), visible))
    .orderBy(asc(events.seq))
    .limit(limit);

/** Written out: of a value that it is yet to be given PostgreSQL does not know that the index has it. */
const isInState = {
  dead: sql`${deliveries.state} = 'dead'`,
  blocked: sql`${deliveries.state} = 'blocked'`,
  cancelled: sql`${deliveries.state} = 'cancelled'`,
} as const;

/** Each state is read from its own part of the index, so a step costs what it takes and not what there is. */
async function pickInStates(
  tx: Transaction,
  { workspaceId, destination, begunAt }: Source,
  states: readonly (keyof typeof isInState)[],
  { span, limit, visible }: Wanted,
): Promise<Picked[]> {
  const itsEvent = sql`${events.workspaceId} = ${deliveries.workspaceId} and ${events.id} = ${deliveries.eventId}`;
  const parts = states.map((state) => {
    const where = and(
      eq(deliveries.workspaceId, workspaceId),
      eq(deliveries.destinationId, destination.id),
      isInState[state],
      gt(deliveries.seq, span.afterSeq),
      lte(deliveries.seq, span.throughSeq),
      lte(deliveries.endedAt, begunAt),
      visible,
    );
    return sql`(select distinct ${deliveries.seq}, ${deliveries.eventId} from ${deliveries}
      inner join ${events} on ${itsEvent} where ${where} order by ${deliveries.seq} limit ${limit})`;
  });
  const rows = await tx.execute<{ seq: string; id: string }>(
    sql`select distinct found.seq, found.event_id as id from (${sql.join(parts, sql` union all `)}) as found order by seq limit ${limit}`,
  );
  return rows.map(({ seq, id }) => ({ eventId: id, seq: Number(seq) }));
}

/** A filter may let next to nothing through, so one statement looks no further than a window. */
async function pickSince(
  tx: Transaction,
  { workspaceId, destination: { filter } }: Source,
  { span, limit, visible }: Wanted,
): Promise<Page> {
  const through = Math.min(span.throughSeq, span.afterSeq + windowSeqs);
  const where = and(
    within(workspaceId, { ...span, throughSeq: through }),
    narrowedBy(workspaceId, filter),
    visible,
  );
  const rows = asksForMore(filter) ? factRows : limit;
  const narrowed = await tx
    .select({ ...factColumns, body: asksForBody(filter) ? body : sql<null>`null` })
    .from(events)
    .where(where)
    .orderBy(asc(events.seq))
    .limit(rows);
  const known = asksForMore(filter) ? await readFacts(tx, workspaceId, narrowed) : null;
  const fitting = known?.filter(({ facts }) => matches(filter, facts)) ?? narrowed;
  const picked = fitting.slice(0, limit).map((one) => ({ eventId: one.id, seq: one.seq }));
  if (picked.length === limit) return { picked, through: picked.at(-1)?.seq ?? through };
  return { picked, through: narrowed.length < rows ? through : (narrowed.at(-1)?.seq ?? through) };
}
