import { and, asc, desc, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { chatLabels, chatReads, chats, numbers } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { ownRead, selectChats, unreadOf } from "./chat-view.ts";
import { fromCursor, toCursor } from "./cursor.ts";
import { chatsInSight, itsNumber } from "./reads.ts";
import type { ChatCounts, ChatPage, ChatView, chatShelves, chatTabs, ListChatsInput } from "./schemas.ts";

const pageSize = 50;
/** Counts look no further: nobody reads a larger number, and they are asked for at every change. */
const countsUpTo = 1_000;

type Tab = (typeof chatTabs)[number];

const isOut = sql`(${chats.snoozedUntilReply} or coalesce(${chats.snoozedUntil} > now(), false))`;

function onShelf(shelf: (typeof chatShelves)[number]): SQL | undefined {
  if (shelf === "resolved") return eq(chats.state, "resolved");
  const open = eq(chats.state, "open");
  if (shelf === "open") return and(open, sql`not ${isOut}`);
  // The first condition is the index's own.
  return and(open, sql`(${chats.snoozedUntil} is not null or ${chats.snoozedUntilReply})`, isOut);
}

function inTab(tab: Tab, reader: string | null): SQL | undefined {
  if (tab === "all") return undefined;
  if (tab === "unassigned") return isNull(chats.assigneeId);
  return reader === null ? sql`false` : eq(chats.assigneeId, reader);
}

const labelled = (labelId: string) =>
  sql`exists (select 1 from ${chatLabels} where ${chatLabels.workspaceId} = ${chats.workspaceId}
    and ${chatLabels.chat} = ${chats.id} and ${chatLabels.labelId} = ${labelId})`;

function matching(workspaceId: string, input: ListChatsInput, reader: string | null): SQL | undefined {
  const { tab, shelf, order, numberId, labelId, unread, kind, cursor } = input;
  const end = cursor === undefined ? null : fromCursor(cursor);
  const at = end && sql`${end.at.toISOString()}::timestamptz`;
  return and(
    inTab(tab, reader),
    onShelf(shelf),
    numberId === undefined ? undefined : eq(chats.numberId, numberId),
    labelId === undefined ? undefined : labelled(labelId),
    unread ? sql`${unreadOf(workspaceId, reader)} > 0` : undefined,
    kind === undefined ? undefined : eq(chats.kind, kind),
    order === "waiting" ? isNotNull(chats.waitingSince) : undefined,
    end && order === "activity" ? sql`(${chats.lastMessageAt}, ${chats.id}) < (${at}, ${end.id})` : undefined,
    end && order === "waiting" ? sql`(${chats.waitingSince}, ${chats.id}) > (${at}, ${end.id})` : undefined,
  );
}

/**
 * One page of chats: those with the newest message first, or those that wait for an answer, the longest first.
 * `reader` is the member whose unread messages are counted.
 * @throws DomainError invalid `chat.cursor_invalid`
 */
export function listChats(place: Place, input: ListChatsInput, reader: string | null): Promise<ChatPage> {
  const byWaiting = input.order === "waiting";
  return inTenant(place, async (tx) => {
    const found = await selectChats(tx, place, reader, {
      which: matching(sightIn(place).workspaceId, input, reader),
      order: byWaiting
        ? [asc(chats.waitingSince), asc(chats.id)]
        : [desc(chats.lastMessageAt), desc(chats.id)],
      limit: pageSize + 1,
    });
    const page = found.slice(0, pageSize);
    const last = found.length > pageSize ? page.at(-1) : undefined;
    const at = last && (byWaiting ? last.waitingSince : last.lastMessageAt);
    return { chats: page, nextCursor: last && at ? toCursor({ at: new Date(at), id: last.id }) : null };
  });
}

/** One chat as in a list. @throws DomainError `chat.not_found` */
export const getChat = (place: Place, chat: string, reader: string | null): Promise<ChatView> =>
  inTenant(place, (tx) => readChat(tx, place, chat, reader));

/** As `getChat`, in a transaction that is open. @throws DomainError `chat.not_found` */
export async function readChat(
  tx: Queryable,
  place: Place,
  chat: string,
  reader: string | null,
): Promise<ChatView> {
  const [found] = await selectChats(tx, place, reader, { which: eq(chats.id, chat), order: [], limit: 1 });
  if (!found) throw notFound("chat");
  return found;
}

/** Open chats of each tab that are not snoozed, and how many of the newest of them have something unread. */
export function countChats(place: Place, reader: string | null): Promise<ChatCounts> {
  return inTenant(place, async (tx) => {
    const ofTab = (tab: Tab) => {
      const newest = tx
        .select({ unread: sql<number>`${unreadOf(sightIn(place).workspaceId, reader)}`.as("unread") })
        .from(chats)
        .innerJoin(numbers, itsNumber)
        .leftJoin(chatReads, ownRead(reader))
        .where(and(chatsInSight(place), inTab(tab, reader), onShelf("open")))
        .orderBy(desc(chats.lastMessageAt), desc(chats.id))
        .limit(countsUpTo)
        .as(tab);
      const all = sql<number>`count(*)::int`.as("chats");
      const unread = sql<number>`(count(*) filter (where ${newest.unread} > 0))::int`.as("with_unread");
      return tx.select({ chats: all, unread }).from(newest);
    };
    const [mine, unassigned, all] = await ofTab("mine").unionAll(ofTab("unassigned")).unionAll(ofTab("all"));
    const none = { chats: 0, unread: 0 };
    return { mine: mine ?? none, unassigned: unassigned ?? none, all: all ?? none };
  });
}
