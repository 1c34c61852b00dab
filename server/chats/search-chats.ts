import { and, desc, eq, or, type SQL, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { chats, messages, numbers, users } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { numbersInSight } from "#server/inbox/index.ts";
import { selectChats } from "./chat-view.ts";
import { fromCursor, type PageEnd, toCursor } from "./cursor.ts";
import { excerptOf } from "./excerpt.ts";
import { messageColumns, toMessageView } from "./message-view.ts";
import type { ChatView, SearchInput, SearchPage } from "./schemas.ts";
import { type SoughtWord, soughtWords } from "./words.ts";

const pageSize = 25;
const maxChats = 10;
/**
 * A word that stands in every hundredth message is found among this many newest ones, without collecting all of its
 * messages; a rarer one has few enough to collect.
 */
const probed = 3_000;

/** Who looks: their unread messages are counted, and numbers that they may not see are not found by their digits. */
export type Searcher = { reader: string | null; hidePhones: boolean; mask: (text: string) => string };

const threeDigits = /\p{Nd}(?:[\s().\-/+]*\p{Nd}){2}/u;

/**
 * Messages with all of these words, newest first, and on the first page chats by name or by digits of their number.
 * Whoever may not see phone numbers finds nothing by three digits and more: asking would tell them.
 * @throws DomainError invalid `chat.cursor_invalid`
 */
export async function searchChats(
  place: Place,
  { query, numberId, cursor }: SearchInput,
  { reader, hidePhones, mask }: Searcher,
): Promise<SearchPage> {
  if (hidePhones && threeDigits.test(query)) return { hits: [], chats: [], nextCursor: null };
  const numberIds = await visibleNumbers(place, numberId);
  const end = cursor === undefined ? null : fromCursor(cursor);
  const words = soughtWords(query);
  const [found, named] = await Promise.all([
    words.length === 0 ? [] : findMessages(place, numberIds, words, end),
    cursor === undefined && !(hidePhones && /\p{Nd}/u.test(query)) ? findChats(place, numberIds, query) : [],
  ]);
  const page = found.slice(0, pageSize);
  const last = found.length > pageSize ? page.at(-1) : undefined;
  const ids = page.map(({ id }) => id);
  return inTenant(place, async (tx) => {
    const rows = await tx
      .select(messageColumns)
      .from(messages)
      .leftJoin(users, eq(users.id, messages.authorId))
      .where(and(eq(messages.workspaceId, sightIn(place).workspaceId), isOneOf(messages.id, ids)))
      .orderBy(desc(messages.happenedAt), desc(messages.id));
    const wanted = [...new Set([...named, ...rows.map(({ chat }) => chat)])];
    const views = new Map<string, ChatView>(
      (
        await selectChats(tx, place, reader, {
          ...{ which: isOneOf(chats.id, wanted), order: [desc(chats.lastMessageAt)], limit: wanted.length },
        })
      ).map((chat) => [chat.id, chat]),
    );
    return {
      hits: rows.flatMap((row) => {
        const chat = views.get(row.chat);
        if (!chat) return [];
        return [{ chat, message: toMessageView(row), excerpt: excerptOf(mask(row.text), query) }];
      }),
      chats: named.flatMap((id) => views.get(id) ?? []),
      nextCursor: last ? toCursor({ at: last.happenedAt, id: last.id }) : null,
    };
  });
}

async function visibleNumbers(place: Place, numberId: string | undefined): Promise<string[]> {
  const rows = await systemDb()
    .select({ id: numbers.id })
    .from(numbers)
    .where(and(numbersInSight(place), numberId === undefined ? undefined : eq(numbers.id, numberId)));
  return rows.map(({ id }) => id);
}

type Found = { id: string; happenedAt: Date };

const toQuery = (words: readonly SoughtWord[]): string =>
  words.map(({ word, isStart }) => `'${word}'${isStart ? ":*" : ""}`).join(" & ");

/**
 * By the owner's connection, as everything here that finds ids: behind a policy PostgreSQL looks at every row before it
 * looks for words, and no index could help. What is found is shown only as far as a tenant transaction finds it again.
 */
async function findMessages(
  place: Place,
  numberIds: string[],
  words: readonly SoughtWord[],
  end: PageEnd | null,
): Promise<Found[]> {
  const { workspaceId, assignedTo } = sightIn(place);
  const query = sql`${toQuery(words)}::tsquery`;
  const older = end
    ? sql`and (m.happened_at, m.id) < (${end.at.toISOString()}::timestamptz, ${end.id}::uuid)`
    : sql``;
  const mine =
    assignedTo === null
      ? sql``
      : sql`and exists (select 1 from chats c where c.workspace_id = m.workspace_id and c.id = m.chat
          and c.assignee_id = ${assignedTo})`;
  const seen = sql`m.workspace_id = ${workspaceId}`;
  const right = sql`m.words @@ ${query} and m.number_id = any(${sql.param(numberIds)}::uuid[]) ${mine}`;
  const newest = await run(sql`
    select m.id, m.happened_at from (
      select * from messages m where ${seen} ${older} order by m.happened_at desc, m.id desc limit ${probed}::int
    ) m where ${right} order by m.happened_at desc, m.id desc limit ${pageSize + 1}::int`);
  if (newest.length > pageSize) return newest;
  return run(sql`
    with found as materialized (select m.id, m.happened_at from messages m where ${seen} ${older} and ${right})
    select id, happened_at from found order by happened_at desc, id desc limit ${pageSize + 1}::int`);
}

async function run(statement: SQL): Promise<Found[]> {
  const rows = await systemDb().execute<{ id: string; happened_at: string }>(statement);
  return rows.map(({ id, happened_at }) => ({ id, happenedAt: new Date(happened_at) }));
}

/** Ids of chats with this in their name, or these digits in their number, the newest first. */
async function findChats(place: Place, numberIds: string[], query: string): Promise<string[]> {
  const { workspaceId, assignedTo } = sightIn(place);
  const digits = /^[+\d\s().\-/]+$/.test(query) ? query.replace(/\D/g, "") : "";
  // `%` and `_` of what was typed stand for themselves.
  const letters = `%${query.replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await systemDb()
    .select({ id: chats.id })
    .from(chats)
    .where(
      and(
        eq(chats.workspaceId, workspaceId),
        isOneOf(chats.numberId, numberIds),
        assignedTo === null ? undefined : eq(chats.assigneeId, assignedTo),
        or(
          sql`${chats.name} ilike ${letters}`,
          digits.length < 3 ? undefined : sql`${chats.phone} like ${`%${digits}%`}`,
        ),
      ),
    )
    .orderBy(desc(chats.lastMessageAt), desc(chats.id))
    .limit(maxChats);
  return rows.map(({ id }) => id);
}
