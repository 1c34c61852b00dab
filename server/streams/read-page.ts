import { and, asc, eq, gt, inArray, lte, min, or, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type EventRow, events, numbers } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { numbersInSight, readVisibility, visibleEvents } from "#server/inbox/index.ts";
import { lastEventSeq } from "#server/workspaces/index.ts";
import type { Wanted } from "./schemas.ts";

/** Events in order, and what to resume from: past those, too, that the reader may not see or does not want. */
export type Page = { rows: EventRow[]; next: number; more: boolean };

/** A page ends before its bodies would pass this, unless it has but one. */
const pageBytes = 2 * 1024 * 1024;
/** One read looks at no more of the workspace's events, however few of them are wanted. */
const windowEvents = 20_000;

const isNamed = (name: string): SQL => {
  if (name === "*") return sql`true`;
  if (name.endsWith(".*")) return sql`starts_with(${events.event}, ${name.slice(0, -1)})`;
  return eq(events.event, name);
};

async function sessionOf(tx: Transaction, place: Place, numberId: string): Promise<string> {
  const [number] = await tx
    .select({ sessionId: numbers.sessionId })
    .from(numbers)
    .where(and(numbersInSight(place), eq(numbers.id, numberId)));
  if (!number) throw notFound("number");
  return number.sessionId;
}

async function wantedOnly(
  tx: Transaction,
  place: Place,
  { events: names, number, inbox, chat }: Wanted,
): Promise<(SQL | undefined)[]> {
  return [
    names && or(...names.map(isNamed)),
    number === undefined ? undefined : eq(events.sessionId, await sessionOf(tx, place, number)),
    inbox === undefined ? undefined : eq(events.inboxId, inbox),
    chat === undefined ? undefined : eq(events.chatId, chat),
  ];
}

/** The first of these that fit into a page. */
function fitting(sizes: readonly { seq: number; bytes: number }[]): number[] {
  let total = 0;
  const end = sizes.findIndex(({ bytes }, index) => {
    total += bytes;
    return index > 0 && total > pageBytes;
  });
  return sizes.slice(0, end < 0 ? undefined : end).map(({ seq }) => seq);
}

/** Where the window begins: old events may be gone. */
async function firstAfter(tx: Transaction, workspaceId: string, after: number, last: number) {
  const [row] = await tx
    .select({ first: min(events.seq) })
    .from(events)
    .where(and(eq(events.workspaceId, workspaceId), gt(events.seq, after), lte(events.seq, last)));
  return row?.first ?? null;
}

/**
 * The visible and wanted events after `after`, at most `limit`, bounded in bytes and in what it costs to find them.
 * @throws DomainError `number.not_found` for a wanted number out of sight
 */
export async function readPage(place: Place, wanted: Wanted, after: number, limit: number): Promise<Page> {
  const { workspaceId } = sightIn(place);
  // Before the rows: numbers become visible in order and without gaps.
  const last = await lastEventSeq(workspaceId);
  return inTenant(place, async (tx) => {
    const conditions = await wantedOnly(tx, place, wanted);
    const first = last > after ? await firstAfter(tx, workspaceId, after, last) : null;
    if (first === null) return { rows: [], next: Math.max(after, last), more: false };
    const through = Math.min(last, first + windowEvents - 1);
    const sizes = await tx
      .select({ seq: events.seq, bytes: sql<number>`octet_length(${events.body})` })
      .from(events)
      .where(
        and(
          eq(events.workspaceId, workspaceId),
          ...[gt(events.seq, after), lte(events.seq, through)],
          visibleEvents(await readVisibility(tx, place)),
          ...conditions,
        ),
      )
      .orderBy(asc(events.seq))
      .limit(limit);
    const seqs = fitting(sizes);
    const rows =
      seqs.length === 0
        ? []
        : await tx
            .select()
            .from(events)
            .where(and(eq(events.workspaceId, workspaceId), inArray(events.seq, seqs)))
            .orderBy(asc(events.seq));
    const isCut = seqs.length < sizes.length || sizes.length === limit;
    const next = isCut ? (seqs.at(-1) ?? through) : through;
    return { rows, next, more: next < last };
  });
}
