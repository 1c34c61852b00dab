import { and, desc, eq, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "#db/client.ts";
import { chats, destinations, notices, numbers } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { chatsInSight } from "#server/chats/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { numbersInSight } from "#server/inbox/index.ts";
import type { ListNoticesInput, NoticePage, NoticeView, UnreadNotices } from "./schemas.ts";

const pageLength = 30;
/** The bell says “99+”, so nobody needs to know more. */
const maxCounted = 100;

/** A member's notices that are about nothing, or about something that is within their sight. */
export function noticesInSight(place: Place, userId: string): SQL | undefined {
  const { workspaceId } = sightIn(place);
  return and(
    eq(notices.workspaceId, workspaceId),
    eq(notices.userId, userId),
    or(
      isNull(notices.chat),
      sql`exists (select 1 from ${chats} inner join ${numbers} on ${numbers.workspaceId} = ${chats.workspaceId}
        and ${numbers.id} = ${chats.numberId} where ${and(eq(chats.id, notices.chat), chatsInSight(place))})`,
    ),
    or(
      isNull(notices.numberId),
      sql`exists (select 1 from ${numbers} where ${and(eq(numbers.id, notices.numberId), numbersInSight(place))})`,
    ),
  );
}

/** One page of a member's notices, newest first. @throws DomainError invalid `input.invalid` for a made-up cursor */
export function listNotices(
  place: Place,
  { cursor }: ListNoticesInput,
  userId: string | null,
): Promise<NoticePage> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (userId === null) return Promise.resolve({ notices: [], nextCursor: null });
  return inTenant(place, async (tx) => {
    const rows = await selectNotices(tx, place, userId, after);
    const page = rows.slice(0, pageLength);
    const last = page.at(-1);
    return {
      notices: page.map(toView),
      nextCursor: rows.length > pageLength && last ? `${last.notice.at}|${last.notice.id}` : null,
    };
  });
}

const selectNotices = (
  tx: Queryable,
  place: Place,
  userId: string,
  after: [at: string, id: string] | undefined,
) =>
  tx
    .select({
      notice: {
        id: notices.id,
        kind: notices.kind,
        params: notices.params,
        createdAt: notices.createdAt,
        readAt: notices.readAt,
        times: notices.times,
        eventId: notices.eventId,
        // Finer than a JavaScript date, so that no notice falls between two pages.
        at: sql<string>`${notices.createdAt}::text`,
      },
      chat: { id: chats.id, title: sql<string | null>`coalesce(${chats.name}, ${chats.phone})` },
      number: { id: numbers.id, name: numbers.name },
      destination: { id: destinations.id, name: destinations.name },
    })
    .from(notices)
    .leftJoin(chats, and(eq(chats.workspaceId, notices.workspaceId), eq(chats.id, notices.chat)))
    .leftJoin(numbers, and(eq(numbers.workspaceId, notices.workspaceId), eq(numbers.id, notices.numberId)))
    .leftJoin(
      destinations,
      and(eq(destinations.workspaceId, notices.workspaceId), eq(destinations.id, notices.destinationId)),
    )
    .where(
      and(
        noticesInSight(place, userId),
        isNull(notices.snoozedUntil),
        after &&
          or(
            lt(notices.createdAt, sql`${after[0]}::timestamptz`),
            and(eq(notices.createdAt, sql`${after[0]}::timestamptz`), lt(notices.id, after[1])),
          ),
      ),
    )
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(pageLength + 1);

const toView = ({
  notice,
  chat,
  number,
  destination,
}: Awaited<ReturnType<typeof selectNotices>>[number]): NoticeView => ({
  ...{ id: notice.id, kind: notice.kind, params: notice.params, chat, number, destination },
  ...{ eventId: notice.eventId, times: notice.times },
  createdAt: notice.createdAt.toISOString(),
  readAt: notice.readAt?.toISOString() ?? null,
});

const cursorSchema = z.tuple([z.string().regex(/^[\d:.+\- ]{19,40}$/), z.uuid()]);

function readCursor(cursor: string): [at: string, id: string] {
  const parts = cursorSchema.safeParse(cursor.split("|"));
  if (parts.success && !Number.isNaN(Date.parse(parts.data[0]))) return parts.data;
  throw new DomainError(
    "invalid",
    "input.invalid",
    "This cursor is none of ours. Use `nextCursor` of the page before.",
  );
}

/** How many notices a member has not read. */
export function countUnread(place: Place, userId: string | null): Promise<UnreadNotices> {
  if (userId === null) return Promise.resolve({ count: 0 });
  return inTenant(place, async (tx) => {
    const unread = await tx
      .select({ id: notices.id })
      .from(notices)
      .where(and(noticesInSight(place, userId), isNull(notices.readAt), isNull(notices.snoozedUntil)))
      .limit(maxCounted);
    return { count: unread.length };
  });
}
