import { and, asc, desc, eq, not, type SQL, sql } from "drizzle-orm";
import type { Queryable, Transaction } from "#db/client.ts";
import { chats, numbers, type ScheduledRow, scheduledMessages, users } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { chatsInSight, itsNumber } from "#server/chats/index.ts";
import { notFound } from "#server/core/errors.ts";
import type { ListScheduledInput, ScheduledPage, ScheduledView } from "./schemas.ts";

const perPage = 50;

/** Whether the contact wrote something that the author had not seen, where that is to cancel it. */
export const isAnswered = sql<boolean>`(${scheduledMessages.cancelOnReply} and exists (
  select 1 from messages m where m.workspace_id = ${scheduledMessages.workspaceId}
    and m.chat = ${scheduledMessages.chat} and m.direction = 'inbound'
    and m.happened_at > ${scheduledMessages.answeredAfter}))`;

const isWaiting = and(eq(scheduledMessages.state, "waiting"), not(isAnswered));

function select(tx: Queryable, place: Place, which: SQL | undefined) {
  return tx
    .select({
      row: scheduledMessages,
      answered: isAnswered,
      chat: { id: chats.id, name: chats.name, phone: chats.phone, chatId: chats.chatId },
      numberName: numbers.name,
      author: { name: users.name, email: users.email },
    })
    .from(scheduledMessages)
    .innerJoin(
      chats,
      and(eq(chats.workspaceId, scheduledMessages.workspaceId), eq(chats.id, scheduledMessages.chat)),
    )
    .innerJoin(numbers, itsNumber)
    .leftJoin(users, eq(users.id, scheduledMessages.authorId))
    .where(and(chatsInSight(place), which))
    .$dynamic();
}

type Found = Awaited<ReturnType<typeof select>>[number];

function viewOf({ row, answered, chat, numberName, author }: Found): ScheduledView {
  const { id, kind, text, payload, timeZone, cancelOnReply } = row;
  const isOver = row.state === "waiting" && answered;
  return {
    ...{ id, chat, numberName, kind, text, payload, timeZone, cancelOnReply, author },
    at: row.sendAt.toISOString(),
    state: isOver ? "cancelled" : row.state,
    reason: isOver ? "answered" : row.reason,
  };
}

/** @throws DomainError `scheduled.not_found`, also for one of a chat out of sight */
export async function readScheduled(tx: Queryable, place: Place, id: string): Promise<ScheduledView> {
  const [found] = await select(tx, place, eq(scheduledMessages.id, id));
  if (!found) throw notFound("scheduled");
  return viewOf(found);
}

/** The row, locked until commit, of one that the caller may see. @throws DomainError `scheduled.not_found` */
export async function lockScheduled(
  tx: Transaction,
  place: Place,
  id: string,
): Promise<ScheduledRow & { answered: boolean }> {
  await readScheduled(tx, place, id);
  const { workspaceId } = sightIn(place);
  const itself = and(eq(scheduledMessages.workspaceId, workspaceId), eq(scheduledMessages.id, id));
  const [row] = await tx.select().from(scheduledMessages).where(itself).for("update");
  const [now] = await tx.select({ answered: isAnswered }).from(scheduledMessages).where(itself);
  if (!row || !now) throw notFound("scheduled");
  return { ...row, ...now };
}

/** One page of a shelf. A chat out of sight has none. */
export function listScheduled(
  place: Place,
  { chat, shelf, cursor }: ListScheduledInput,
): Promise<ScheduledPage> {
  return inTenant(place, async (tx) => {
    const { sendAt, id } = scheduledMessages;
    const order = shelf === "waiting" ? asc : desc;
    const rows = await select(
      tx,
      place,
      and(
        shelf === "waiting" ? isWaiting : sql`(${isWaiting}) is not true`,
        chat === undefined ? undefined : eq(scheduledMessages.chat, chat),
        cursor === undefined ? undefined : beyond(cursor, shelf),
      ),
    )
      .orderBy(order(sendAt), order(id))
      .limit(perPage + 1);
    const shown = rows.slice(0, perPage);
    const last = shown.at(-1)?.row;
    const nextCursor = rows.length > perPage && last ? `${last.sendAt.getTime()}_${last.id}` : null;
    return { scheduled: shown.map(viewOf), nextCursor };
  });
}

function beyond(cursor: string, shelf: ListScheduledInput["shelf"]): SQL {
  const [atMs = "0", id = ""] = cursor.split("_");
  const at = new Date(Number(atMs)).toISOString();
  const { sendAt, id: rowId } = scheduledMessages;
  return shelf === "waiting"
    ? sql`(${sendAt}, ${rowId}) > (${at}::timestamptz, ${id}::uuid)`
    : sql`(${sendAt}, ${rowId}) < (${at}::timestamptz, ${id}::uuid)`;
}
