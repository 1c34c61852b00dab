import { and, eq, sql } from "drizzle-orm";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Transaction } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import type { EventFilter } from "#db/schema/event-filter.ts";
import { chats, inboxes, labels, numbers } from "#db/schema/index.ts";
import { isWhole, type Sight } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { chatAlias } from "#server/core/pseudonym.ts";
import { numbersInSight } from "#server/inbox/index.ts";

/** Whoever names something in a filter. `hidePhones`: contacts' addresses are aliases for them. */
type Author = { sight: Sight; hidePhones: boolean };

/**
 * A filter as it is kept, in a transaction within its author's sight. Whoever may not see phone numbers names chats by
 * aliases; the filter keeps their addresses. What `before` named already may have gone meanwhile, and stays.
 * @throws DomainError `number.not_found`, `inbox.not_found`, `label.not_found`, `chat.not_found`
 */
export async function checkFilter(
  tx: Transaction,
  filter: EventFilter,
  asker: Author,
  before: EventFilter = {},
): Promise<EventFilter> {
  const { workspaceId } = asker.sight;
  const ids = (
    table: PgTable & { id: AnyPgColumn },
    wanted: string[],
    where = ofWorkspace(table, workspaceId),
  ) =>
    tx
      .select({ id: table.id })
      .from(table)
      .where(and(where, isOneOf(table.id, wanted)));
  await assertAll("number", filter.numberIds, before.numberIds, (wanted) =>
    ids(numbers, wanted, numbersInSight(asker.sight)),
  );
  await assertAll("inbox", filter.inboxIds, before.inboxIds, (wanted) => ids(inboxes, wanted));
  await assertAll("label", filter.labelIds, before.labelIds, (wanted) => ids(labels, wanted));
  return withAddresses(tx, filter, asker, before);
}

/** Puts addresses in the places of aliases. @throws DomainError `chat.not_found` */
export async function withAddresses(
  tx: Transaction,
  filter: EventFilter,
  asker: Author,
  before: EventFilter = {},
): Promise<EventFilter> {
  if (!asker.hidePhones || !filter.chatIds) return filter;
  return { ...filter, chatIds: await addressesOf(tx, filter.chatIds, asker, before.chatIds ?? []) };
}

const ofWorkspace = (table: PgTable, workspaceId: string) => sql`${table}.workspace_id = ${workspaceId}`;

async function assertAll(
  what: string,
  wanted: readonly string[] = [],
  before: readonly string[] = [],
  find: (wanted: string[]) => Promise<{ id: unknown }[]>,
): Promise<void> {
  const fresh = wanted.filter((id) => !before.includes(id));
  if (fresh.length > 0 && (await find(fresh)).length < fresh.length) throw notFound(what);
}

const aliasPattern = /^hidden-([^-]{0,2})-[0-9a-f]+@(.+)$/;

/** The addresses behind aliases. They are computed from addresses, so those that end like it are tried. */
async function addressesOf(
  tx: Transaction,
  chatIds: readonly string[],
  { sight: { workspaceId } }: Pick<Author, "sight">,
  before: readonly string[],
): Promise<string[]> {
  const known = new Map(before.map((chatId) => [chatAlias(workspaceId, chatId), chatId]));
  const found: string[] = [];
  for (const named of chatIds) {
    const [, lastDigits, server] = aliasPattern.exec(named) ?? [];
    if (lastDigits === undefined || server === undefined) {
      found.push(named);
      continue;
    }
    found.push(known.get(named) ?? (await findAddress(tx, workspaceId, named, `${lastDigits}@${server}`)));
  }
  return [...new Set(found)];
}

async function findAddress(
  tx: Transaction,
  workspaceId: string,
  alias: string,
  ending: string,
): Promise<string> {
  const rows = await tx
    .selectDistinct({ chatId: chats.chatId })
    .from(chats)
    .where(
      and(eq(chats.workspaceId, workspaceId), sql`right(${chats.chatId}, ${ending.length}) = ${ending}`),
    );
  const address = rows.find(({ chatId }) => chatAlias(workspaceId, chatId) === alias)?.chatId;
  if (address === undefined) throw notFound("chat");
  return address;
}

/**
 * What a member sees of a filter of somebody else: numbers and chats out of their sight are left out. Null when nothing
 * is left of what it asks for; then it lets nothing through that they could be told of.
 */
export async function filterInSight(
  tx: Transaction,
  filter: EventFilter,
  { sight }: Pick<Author, "sight">,
): Promise<EventFilter | null> {
  const { numberIds, chatIds } = filter;
  if (isWhole(sight) || (!numberIds && !chatIds)) return filter;
  const seen = { ...filter };
  if (numberIds) {
    const rows = await tx
      .select({ id: numbers.id })
      .from(numbers)
      .where(and(numbersInSight(sight), isOneOf(numbers.id, numberIds)));
    seen.numberIds = rows.map(({ id }) => id);
  }
  if (chatIds) {
    const rows = await tx
      .selectDistinct({ chatId: chats.chatId })
      .from(chats)
      .where(and(eq(chats.workspaceId, sight.workspaceId), isOneOf(chats.chatId, chatIds)));
    seen.chatIds = rows.map(({ chatId }) => chatId);
  }
  return seen.numberIds?.length === 0 || seen.chatIds?.length === 0 ? null : seen;
}
