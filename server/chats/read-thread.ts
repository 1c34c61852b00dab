import { and, asc, desc, eq, ne, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { type ChatRow, chatReads, messages, users } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { readNotes } from "#server/teamwork/index.ts";
import { fromCursor, type PageEnd, toCursor } from "./cursor.ts";
import { unheard } from "./heard.ts";
import { type MessageSelection, messageColumns, toMessageView } from "./message-view.ts";
import { findChat } from "./reads.ts";
import type { ThreadInput, ThreadPage } from "./schemas.ts";

const pageSize = 50;

type Row = MessageSelection;
/** Rows oldest first, and whether there are more on each side. */
type Slice = { rows: Row[]; older: boolean; newer: boolean };

/**
 * A page of a chat with the notes that were written between its messages.
 * @throws DomainError `chat.not_found`, `message.not_found` (`around`), invalid `chat.cursor_invalid`
 */
export function readThread(place: Place, input: ThreadInput, reader: string | null): Promise<ThreadPage> {
  return inTenant(place, async (tx) => {
    const chat = await findChat(tx, place, input.chat);
    const { rows, older, newer } = await slice(tx, chat, input);
    const [first, last] = [rows.at(0), rows.at(-1)];
    const notes = await readNotes(tx, place, chat.id, {
      from: older ? (first?.happenedAt ?? null) : null,
      // The messages after these bring their own notes along.
      to: newer && last ? await nextAt(tx, chat, last) : null,
    });
    return {
      messages: rows.map(toMessageView),
      notes,
      olderCursor: older && first ? toCursor({ at: first.happenedAt, id: first.id }) : null,
      newerCursor: newer && last ? toCursor({ at: last.happenedAt, id: last.id }) : null,
      version: chat.inboundCount + chat.outboundCount,
      inboundCount: chat.inboundCount,
      firstUnreadId: newer ? null : await firstUnread(tx, place, chat, rows, reader),
    };
  });
}

async function slice(tx: Queryable, chat: ChatRow, { before, after, around }: ThreadInput): Promise<Slice> {
  if (before !== undefined) return { ...(await olderThan(tx, chat, fromCursor(before))), newer: true };
  if (after !== undefined) return { ...(await newerThan(tx, chat, fromCursor(after))), older: true };
  if (around === undefined) return { ...(await olderThan(tx, chat, null)), newer: false };
  const [middle] = await select(tx, chat, eq(messages.id, around), "newest", 1);
  if (!middle) throw notFound("message");
  const end = { at: middle.happenedAt, id: middle.id };
  const half = pageSize / 2;
  const [before_, after_] = [await olderThan(tx, chat, end, half), await newerThan(tx, chat, end, half)];
  return { rows: [...before_.rows, middle, ...after_.rows], older: before_.older, newer: after_.newer };
}

const position = sql`(${messages.happenedAt}, ${messages.id})`;
const ended = ({ at, id }: PageEnd) => sql`(${at.toISOString()}::timestamptz, ${id}::uuid)`;

async function olderThan(tx: Queryable, chat: ChatRow, end: PageEnd | null, limit = pageSize) {
  const rows = await select(
    tx,
    chat,
    end ? sql`${position} < ${ended(end)}` : undefined,
    "newest",
    limit + 1,
  );
  return { rows: rows.slice(0, limit).reverse(), older: rows.length > limit };
}

async function newerThan(tx: Queryable, chat: ChatRow, end: PageEnd, limit = pageSize) {
  const rows = await select(tx, chat, sql`${position} > ${ended(end)}`, "oldest", limit + 1);
  return { rows: rows.slice(0, limit), newer: rows.length > limit };
}

async function nextAt(tx: Queryable, chat: ChatRow, { happenedAt, id }: Row): Promise<Date | null> {
  const after = sql`${position} > ${ended({ at: happenedAt, id })}`;
  const [next] = await select(tx, chat, after, "oldest", 1);
  return next?.happenedAt ?? null;
}

function select(
  tx: Queryable,
  { workspaceId, id }: ChatRow,
  which: SQL | undefined,
  first: "newest" | "oldest",
  limit: number,
): Promise<Row[]> {
  const inOrder = first === "newest" ? desc : asc;
  return tx
    .select(messageColumns)
    .from(messages)
    .leftJoin(users, eq(users.id, messages.authorId))
    .where(
      and(eq(messages.workspaceId, workspaceId), eq(messages.chat, id), ne(messages.kind, unheard), which),
    )
    .orderBy(inOrder(messages.happenedAt), inOrder(messages.id))
    .limit(limit);
}

/** What a reader has not seen are the newest of the contact's messages that were news. */
async function firstUnread(
  tx: Queryable,
  place: Place,
  chat: ChatRow,
  rows: readonly Row[],
  reader: string | null,
): Promise<string | null> {
  if (reader === null) return null;
  const { workspaceId } = sightIn(place);
  const [read] = await tx
    .select({ seen: chatReads.inboundSeen })
    .from(chatReads)
    .where(
      and(eq(chatReads.workspaceId, workspaceId), eq(chatReads.chat, chat.id), eq(chatReads.userId, reader)),
    );
  // Who never opened the chat is at its beginning; a line above everything would tell them nothing.
  if (!read) return null;
  const unread = chat.inboundCount - read.seen;
  if (unread <= 0) return null;
  const news = rows.filter(({ direction, counted }) => direction === "inbound" && counted);
  return news.slice(-unread)[0]?.id ?? null;
}
