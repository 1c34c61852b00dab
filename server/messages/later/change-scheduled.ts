import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type ChatRow, type ScheduledRow, scheduledMessages } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { record } from "#server/audit/index.ts";
import { findChat } from "#server/chats/index.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { nudge } from "#server/live/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { assertUsable, findNumber } from "../find-number.ts";
import type { Sender } from "../queue-message.ts";
import { storedOf } from "../stored-content.ts";
import { handOver, settleScheduled } from "./hand-over.ts";
import { lockScheduled, readScheduled } from "./reads.ts";
import { assertTime, personOf, settledAlready } from "./refusals.ts";
import { seenUntil } from "./schedule-message.ts";
import type { ChangeScheduledInput, ScheduledView } from "./schemas.ts";
import { enqueueLater } from "./send-later-job.ts";

/**
 * Changes what waits, or when it goes. It then goes out in the name of whoever changed it.
 * @throws DomainError `scheduled.not_found`, forbidden `scheduled.people_only`, invalid `scheduled.past` or
 * `scheduled.far`, conflict `scheduled.settled_already`
 */
export function changeScheduled(
  place: Place,
  { id, content, when, cancelOnReply }: ChangeScheduledInput,
  sender: Sender,
): Promise<ScheduledView> {
  const authorId = personOf(sender);
  return withWaiting(place, id, sender, "scheduled.change", async (tx, row, chat) => {
    if (when) assertTime(new Date(when.at));
    // An answer that came while answers did not matter has been seen by whoever lets them matter.
    const isNewlyAsked = cancelOnReply === true && !row.cancelOnReply;
    const [changed] = await tx
      .update(scheduledMessages)
      .set({
        ...(content && storedOf(content)),
        ...(when && { sendAt: new Date(when.at), timeZone: when.timeZone }),
        ...(cancelOnReply !== undefined && { cancelOnReply }),
        ...(isNewlyAsked && { answeredAfter: seenUntil(chat) }),
        ...{ authorId, run: row.run + 1 },
      })
      .where(and(eq(scheduledMessages.workspaceId, row.workspaceId), eq(scheduledMessages.id, id)))
      .returning();
    if (changed) await enqueueLater(tx, changed);
  });
}

/** @throws DomainError `scheduled.not_found`, conflict `scheduled.settled_already` */
export const cancelScheduled = (place: Place, id: string, sender: Sender): Promise<ScheduledView> =>
  withWaiting(place, id, sender, "scheduled.cancel", (tx, row) =>
    settleScheduled(tx, row, { state: "cancelled", reason: "by_member" }),
  );

/**
 * Sends before its time, in the name of whoever says so.
 * @throws DomainError `scheduled.not_found`, conflict `scheduled.settled_already`, `plan.read_only`, `plan.number_frozen`,
 * `message.number_not_working` or  * `connection.missing`
 */
export const sendScheduledNow = (place: Place, id: string, sender: Sender): Promise<ScheduledView> =>
  withWaiting(place, id, sender, "scheduled.send", async (tx, row, chat) => {
    await assertMaySend(tx, row.workspaceId, chat.numberId);
    assertUsable(await findNumber(tx, place, chat.numberId));
    await handOver(tx, row, sender);
  });

/** Locks a row that still waits, does `work` with it, and writes it down. */
function withWaiting(
  place: Place,
  id: string,
  { actor }: Sender,
  action: `scheduled.${string}`,
  work: (tx: Transaction, row: ScheduledRow, chat: ChatRow) => Promise<void>,
): Promise<ScheduledView> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const { answered, ...row } = await lockScheduled(tx, place, id);
    if (row.state !== "waiting" || answered) throw settledAlready();
    const chat = await findChat(tx, place, row.chat);
    await work(tx, row, chat);
    await record(tx, {
      ...{ workspaceId, actor, action, target: id },
      details: { numberId: chat.numberId, chat: pseudonym(workspaceId, chat.chatId) },
    });
    await nudge(tx, workspaceId, "outbox");
    return readScheduled(tx, place, id);
  });
}
