import { and, asc, desc, eq, gte, inArray, like, lt, min, or, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { deliveries, events } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { chatAlias } from "#server/core/pseudonym.ts";
import { matching, summaryColumns } from "./matching.ts";
import type { EventFilter, EventPage } from "./schemas.ts";
import { bodyMatches } from "./search-body.ts";
import { toSummary } from "./view.ts";
import { readVisibility, visibleEvents } from "./visibility.ts";

/** A page looks at no more events than this, however little it finds; the reader may have it go on. */
const searchedEvents = 20_000;
/** Read in one go: of each up to 64 kB of body. */
const windowEvents = 500;

type Reading = { before: number; limit: number; hidesPhones: boolean };
type Found = Omit<EventPage, "latestSeq">;

/**
 * One page of a search, newest first. It goes back window by window, because no index knows what bodies say: a bounded
 * number of events a page, and the answer says how far it came. Larger bodies than 64 kB are not looked into.
 */
export async function searchEvents(
  tx: Queryable,
  place: Place,
  filter: EventFilter,
  { before, limit, hidesPhones }: Reading,
): Promise<Found> {
  const { workspaceId } = sightIn(place);
  const visible = visibleEvents(await readVisibility(tx, place));
  const where = and(
    visible,
    ...matching(filter),
    ofDelivery(filter),
    hidesPhones ? undefined : ofPhone(filter),
  );
  const oldest = await readOldest(tx, workspaceId);
  const end = Math.max(oldest, before - searchedEvents);
  const found: EventPage["events"] = [];
  let from = before;
  while (from > end && found.length < limit) {
    const start = Math.max(end, from - windowEvents);
    const rows = await tx
      .select(summaryColumns)
      .from(events)
      .where(and(eq(events.workspaceId, workspaceId), gte(events.seq, start), lt(events.seq, from), where))
      .orderBy(desc(events.seq));
    const fitting = rows.filter((row) => fits(row, filter, hidesPhones ? workspaceId : undefined));
    const taken = fitting.slice(0, limit - found.length);
    found.push(...taken.map(({ sizeBytes, ...row }) => ({ ...toSummary(row), sizeBytes })));
    from = found.length === limit ? (found.at(-1)?.seq ?? start) : start;
  }
  const hasMore = from > oldest;
  return {
    events: found,
    nextBefore: hasMore ? from : null,
    searchedTo: hasMore && found.length < limit ? await readInstant(tx, workspaceId, from) : null,
  };
}

type Row = { chatId: string | null; body: Buffer };

function fits({ chatId, body }: Row, filter: EventFilter, hiddenFor: string | undefined): boolean {
  const { text, phone, path } = filter;
  // Whoever sees no numbers knows a chat by its alias alone.
  if (hiddenFor !== undefined && phone !== undefined) {
    if (chatId === null || chatAlias(hiddenFor, chatId) !== phone) return false;
  }
  return (text === undefined && path === undefined) || bodyMatches(body, filter, hiddenFor);
}

/** A whole address, or the digits of the number in it, however they are written. */
function ofPhone({ phone }: EventFilter): SQL | undefined {
  if (phone === undefined) return undefined;
  const digits = phone.replace(/\D/g, "");
  const byNumber =
    digits.length >= 5 && !phone.includes("@") ? like(events.chatId, `${digits}@%`) : undefined;
  return or(eq(events.chatId, phone), byNumber);
}

function ofDelivery({ delivery }: EventFilter): SQL | undefined {
  if (delivery === undefined) return undefined;
  const its = and(eq(deliveries.workspaceId, events.workspaceId), eq(deliveries.eventId, events.id));
  if (delivery === "undelivered") return sql`not exists (select 1 from ${deliveries} where ${its})`;
  const inState = inArray(deliveries.state, [delivery]);
  return sql`exists (select 1 from ${deliveries} where ${and(its, inState)})`;
}

async function readOldest(tx: Queryable, workspaceId: string): Promise<number> {
  const [row] = await tx
    .select({ seq: min(events.seq) })
    .from(events)
    .where(eq(events.workspaceId, workspaceId));
  return row?.seq ?? 0;
}

/** When the events from here on arrived. */
async function readInstant(tx: Queryable, workspaceId: string, seq: number): Promise<string | null> {
  const [row] = await tx
    .select({ at: events.receivedAt })
    .from(events)
    .where(and(eq(events.workspaceId, workspaceId), gte(events.seq, seq)))
    .orderBy(asc(events.seq))
    .limit(1);
  return row?.at.toISOString() ?? null;
}
