import { and, asc, desc, eq, lt, max, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { events, inboxes, numbers } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { findChatAt } from "#server/chats/index.ts";
import { notFound } from "#server/core/errors.ts";
import { listAnswersIn } from "#server/messages/index.ts";
import { toBodyView } from "./body-view.ts";
import { matching, summaryColumns } from "./matching.ts";
import { untilNextRotation } from "./rotate-secret.ts";
import {
  type EventDetail,
  type EventFilters,
  type EventPage,
  type InboxView,
  isSearch,
  type ListEventsInput,
} from "./schemas.ts";
import { searchEvents } from "./search-events.ts";
import { toSummary } from "./view.ts";
import { numbersInSight, readVisibility, visibleEvents } from "./visibility.ts";

async function readLatestSeq(tx: Queryable, workspaceId: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(events.seq) })
    .from(events)
    .where(eq(events.workspaceId, workspaceId));
  return row?.last ?? 0;
}

/** One page of visible events, newest first. `hidesPhones`: what the reader does not see they do not find either. */
export async function readEventPage(
  tx: Queryable,
  place: Place,
  { before, limit, ...filter }: ListEventsInput,
  hidesPhones = false,
): Promise<EventPage> {
  const { workspaceId } = sightIn(place);
  // First: an event that commits while the rows are read is then on the page, on the live stream, or on both.
  const latestSeq = await readLatestSeq(tx, workspaceId);
  const visibility = await readVisibility(tx, place);
  if (isSearch(filter)) {
    const from = before ?? latestSeq + 1;
    return { ...(await searchEvents(tx, place, filter, { before: from, limit, hidesPhones })), latestSeq };
  }
  const rows = await tx
    .select(summaryColumns)
    .from(events)
    .where(
      and(
        eq(events.workspaceId, workspaceId),
        before === undefined ? undefined : lt(events.seq, before),
        visibleEvents(visibility),
        ...matching(filter),
      ),
    )
    .orderBy(desc(events.seq))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return {
    events: page.map(({ sizeBytes, ...row }) => ({ ...toSummary(row), sizeBytes })),
    nextBefore: rows.length > limit ? (page.at(-1)?.seq ?? null) : null,
    latestSeq,
    searchedTo: null,
  };
}

export const listEvents = (place: Place, input: ListEventsInput, hidesPhones = false): Promise<EventPage> =>
  inTenant(place, (tx) => readEventPage(tx, place, input, hidesPhones));

/** @throws DomainError `event.not_found`, also for events out of sight and of numbers outside the allowlist */
export function getEvent(place: Place, eventId: string): Promise<EventDetail> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const visibility = await readVisibility(tx, place);
    const [row] = await tx
      .select()
      .from(events)
      .where(and(eq(events.workspaceId, workspaceId), eq(events.id, eventId), visibleEvents(visibility)));
    if (!row) throw notFound("event");
    return {
      ...toSummary(row),
      ...toBodyView(row.body),
      headers: row.headers,
      sha256: row.sha256.toString("hex"),
      number: row.sessionId === null ? null : await findNumber(tx, place, row.sessionId),
      answers: await listAnswersIn(tx, place, eventId),
      ...(await chatOf(tx, place, row)),
    };
  });
}

async function chatOf(
  tx: Queryable,
  place: Place,
  { sessionId, chatId }: { sessionId: string | null; chatId: string | null },
): Promise<Pick<EventDetail, "chat" | "assignee">> {
  if (sessionId === null || chatId === null) return { chat: null, assignee: null };
  return findChatAt(tx, place, { sessionId, chatId });
}

async function findNumber(tx: Queryable, place: Place, sessionId: string): Promise<EventDetail["number"]> {
  const { id, name, phoneNumber, status } = numbers;
  const [number] = await tx
    .select({ id, sessionId: numbers.sessionId, name, phoneNumber, status })
    .from(numbers)
    .where(and(numbersInSight(place), eq(numbers.sessionId, sessionId)));
  return number ?? null;
}

/**
 * The names that occur in visible events. Walks the index from name to name, so it costs a few steps a name rather
 * than a look at every event.
 */
async function listEventNames(tx: Queryable, place: Place): Promise<string[]> {
  const { workspaceId } = sightIn(place);
  const visible = visibleEvents(await readVisibility(tx, place)) ?? sql`true`;
  const rows = await tx.execute<{ name: string }>(sql`
    with recursive names as (
      (select event as name from events where workspace_id = ${workspaceId} and event is not null
        order by event limit 1)
      union all
      select (select event from events where workspace_id = ${workspaceId} and event > names.name
        order by event limit 1) from names where names.name is not null
    )
    select name from names where name is not null and exists (
      select 1 from events where workspace_id = ${workspaceId} and event = names.name and ${visible}
    ) order by name`);
  return rows.map(({ name }) => name);
}

/** What the live page can be filtered by. */
export function listFilters(place: Place): Promise<EventFilters> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => ({
    events: await listEventNames(tx, place),
    numbers: await tx
      .select({ sessionId: numbers.sessionId, name: numbers.name })
      .from(numbers)
      .where(numbersInSight(place))
      .orderBy(asc(numbers.name), asc(numbers.id)),
    inboxes: await tx
      .select({ id: inboxes.id, name: inboxes.name })
      .from(inboxes)
      .where(eq(inboxes.workspaceId, workspaceId))
      .orderBy(asc(inboxes.name), asc(inboxes.id)),
  }));
}

function toOldSecret(until: Date | null, now: Date): InboxView["oldSecret"] {
  if (until === null || until <= now) return null;
  return { until: until.getTime() === untilNextRotation.getTime() ? null : until.toISOString() };
}

/** All inboxes, oldest first. */
export async function listInboxes(workspaceId: string): Promise<InboxView[]> {
  const rows = await inTenant(workspaceId, (tx) =>
    tx.select().from(inboxes).where(eq(inboxes.workspaceId, workspaceId)).orderBy(asc(inboxes.id)),
  );
  const now = new Date();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    signed: row.sealedSecret !== null,
    connected: row.connectionId !== null,
    createdAt: row.createdAt.toISOString(),
    oldSecret: row.sealedPreviousSecret ? toOldSecret(row.previousSecretUntil, now) : null,
  }));
}
