import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { type ChatRow, chats, members, type ScheduledRow, scheduledMessages } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { findChat, isInSightOf } from "#server/chats/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { mayEnter, permits } from "#server/members/index.ts";
import { giveNotice } from "#server/notices/index.ts";
import { assertMaySend } from "#server/plans/index.ts";
import { assertUsable, findNumber } from "../find-number.ts";
import { handOver, settleScheduled } from "./hand-over.ts";
import { isAnswered } from "./reads.ts";

/** What comes this late, after a night without a worker, say, was meant for another moment: a person decides. */
const lateMs = 3_600_000;

const laterPayload = z.object({ workspaceId: z.uuid(), id: z.uuid(), run: z.int() });
type LaterPayload = z.output<typeof laterPayload>;

/** Sends a message whose time has come, or says why not. A job of a time that was changed since does nothing. */
export const sendLater: JobDefinition<LaterPayload> = defineJob({
  name: "send-later",
  payload: laterPayload,
  run: ({ workspaceId, id, run }) =>
    inTenant(workspaceId, async (tx) => {
      const itself = and(eq(scheduledMessages.workspaceId, workspaceId), eq(scheduledMessages.id, id));
      const [row] = await tx.select().from(scheduledMessages).where(itself).for("update");
      if (row?.state !== "waiting" || row.run !== run) return;
      // The worker's clock may be ahead of ours.
      if (row.sendAt.getTime() > Date.now()) return enqueueLater(tx, row);
      const [now] = await tx.select({ answered: isAnswered }).from(scheduledMessages).where(itself);
      if (now?.answered) return settleScheduled(tx, row, { state: "cancelled", reason: "answered" });
      const obstacle = await findObstacle(tx, row);
      if (obstacle) return fail(tx, row, obstacle);
      await handOver(tx, row, { authorId: row.authorId, actor: { kind: "system" } });
    }),
});

/** Has a waiting row sent at its time, in place of an earlier time's job. */
export const enqueueLater = (
  tx: Transaction,
  { workspaceId, id, run, sendAt }: ScheduledRow,
): Promise<void> =>
  enqueue(tx, sendLater, { workspaceId, id, run }, { key: `send-later:${id}`, runAt: sendAt });

/** Why it cannot go out, as a key of `composer.later.reason`; null when it can. */
async function findObstacle(tx: Transaction, row: ScheduledRow): Promise<string | null> {
  const { workspaceId } = row;
  if (Date.now() - row.sendAt.getTime() > lateMs) return "missed";
  const chat = await chatOf(tx, row);
  if (!chat) return "number_removed";
  const author = await findAuthor(tx, row);
  if (!author) return "author_left";
  if (!maySend(author, chat)) return "author_may_not";
  try {
    await assertMaySend(tx, workspaceId, chat.numberId);
    assertUsable(await findNumber(tx, workspaceId, chat.numberId));
    return null;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.reason.replace(/^.*\./, "").replace(/^missing$/, "connection_missing");
  }
}

/** Null when its number is not the workspace's any more. */
async function chatOf(tx: Transaction, { workspaceId, chat }: ScheduledRow): Promise<ChatRow | null> {
  try {
    return await findChat(tx, workspaceId, chat);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

type Author = typeof members.$inferSelect;

async function findAuthor(tx: Transaction, { workspaceId, authorId }: ScheduledRow): Promise<Author | null> {
  if (authorId === null) return null;
  const [author] = await tx
    .select()
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, authorId)));
  return author ?? null;
}

/** What the door and the walls would say if the author sent it now. */
const maySend = (author: Author, chat: ChatRow): boolean =>
  mayEnter(author) && permits(author, "messages.send") && isInSightOf(author, chat);

async function fail(tx: Transaction, row: ScheduledRow, reason: string): Promise<void> {
  await settleScheduled(tx, row, { state: "failed", reason });
  const { workspaceId, id, chat } = row;
  const [assigned] = await tx
    .select({ userId: chats.assigneeId })
    .from(chats)
    .where(and(eq(chats.workspaceId, workspaceId), eq(chats.id, chat)));
  const author = await findAuthor(tx, row);
  // Whoever has left or was locked out cannot put it right; whoever takes care of the chat can.
  const userId = author && mayEnter(author) ? author.userId : assigned?.userId;
  if (!userId) return;
  await giveNotice(tx, { workspaceId, userId, kind: "send_later_failed", chat, params: {}, about: id });
}
