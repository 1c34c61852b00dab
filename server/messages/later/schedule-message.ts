import { and, count, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type ChatRow, chats, type ScheduledRow, scheduledMessages } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { record } from "#server/audit/index.ts";
import { findChat } from "#server/chats/index.ts";
import { newId } from "#server/core/ids.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { nudge } from "#server/live/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { keyReused, type Sender } from "../queue-message.ts";
import { isSameContent, storedOf } from "../stored-content.ts";
import { readScheduled } from "./reads.ts";
import { assertTime, personOf, tooMany } from "./refusals.ts";
import { maxWaiting, type ScheduledView, type ScheduleInput } from "./schemas.ts";
import { enqueueLater } from "./send-later-job.ts";

/**
 * Has a message wait for its time. A repeated request with the same key gets the message of the first.
 * @throws DomainError `chat.not_found`, forbidden `scheduled.people_only`, invalid `scheduled.past` or `scheduled.far`,
 * conflict `scheduled.too_many`, `plan.read_only`, `plan.number_frozen` or `message.key_reused`
 */
export function scheduleMessage(place: Place, input: ScheduleInput, sender: Sender): Promise<ScheduledView> {
  const { workspaceId } = sightIn(place);
  const authorId = personOf(sender);
  return inTenant(place, async (tx) => {
    const chat = await findChat(tx, place, input.chat);
    const repeated = await findRepeated(tx, workspaceId, input);
    if (repeated) return readScheduled(tx, place, repeated);
    await assertMaySend(tx, workspaceId, chat.numberId);
    const sendAt = new Date(input.at);
    assertTime(sendAt);
    await lockRoom(tx, workspaceId, chat.id);
    const { timeZone, cancelOnReply, idempotencyKey } = input;
    const answeredAfter = seenUntil(chat);
    const [row] = await tx
      .insert(scheduledMessages)
      .values({
        ...{ workspaceId, id: newId(), chat: chat.id, ...storedOf(input.content), idempotencyKey, authorId },
        ...{ sendAt, timeZone, cancelOnReply, answeredAfter },
      })
      .onConflictDoNothing({ target: [scheduledMessages.workspaceId, scheduledMessages.idempotencyKey] })
      .returning();
    if (!row) return readScheduled(tx, place, (await findRepeated(tx, workspaceId, input)) ?? "");
    await record(tx, {
      ...{ workspaceId, actor: sender.actor, action: "scheduled.create", target: row.id },
      details: { numberId: chat.numberId, chat: pseudonym(workspaceId, chat.chatId), at: input.at, timeZone },
    });
    await enqueueLater(tx, row);
    await nudge(tx, workspaceId, "outbox");
    return readScheduled(tx, place, row.id);
  });
}

/** Whoever schedules has seen what the chat held by now. A phone's clock may be ahead of ours. */
export const seenUntil = ({ lastMessageAt }: Pick<ChatRow, "lastMessageAt">): Date =>
  new Date(Math.min(lastMessageAt.getTime(), Date.now()));

/** @throws DomainError conflict `message.key_reused` when the key belongs to another one */
async function findRepeated(
  tx: Transaction,
  workspaceId: string,
  input: ScheduleInput,
): Promise<string | null> {
  const [found] = await tx
    .select()
    .from(scheduledMessages)
    .where(
      and(
        eq(scheduledMessages.workspaceId, workspaceId),
        eq(scheduledMessages.idempotencyKey, input.idempotencyKey),
      ),
    );
  if (!found) return null;
  if (isSame(found, input)) return found.id;
  throw keyReused();
}

const isSame = (row: ScheduledRow, { chat, content, at }: ScheduleInput): boolean =>
  row.chat === chat && row.sendAt.getTime() === Date.parse(at) && isSameContent(row, storedOf(content));

/** Locks the chat, so that two at once do not both take the last place. @throws DomainError `scheduled.too_many` */
async function lockRoom(tx: Transaction, workspaceId: string, chat: string): Promise<void> {
  await tx
    .select({ id: chats.id })
    .from(chats)
    .where(and(eq(chats.workspaceId, workspaceId), eq(chats.id, chat)))
    .for("no key update");
  const [waiting] = await tx
    .select({ count: count() })
    .from(scheduledMessages)
    .where(
      and(
        eq(scheduledMessages.workspaceId, workspaceId),
        eq(scheduledMessages.chat, chat),
        eq(scheduledMessages.state, "waiting"),
      ),
    );
  if ((waiting?.count ?? 0) >= maxWaiting) throw tooMany();
}
