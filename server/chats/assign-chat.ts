import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chatAssignments, members } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { findVisibleEvent } from "#server/inbox/index.ts";
import { nudge } from "#server/live/index.ts";
import { findAssignee } from "./reads.ts";
import type { AssignChatInput, Assignee } from "./schemas.ts";

/**
 * Gives a chat to a member, or to nobody. A member with a restriction may give away what they see.
 * @throws DomainError `event.not_found`, `chat.none`, `member.not_found`
 */
export async function assignChat(
  place: Place,
  { eventId, userId }: AssignChatInput,
  actor: Actor,
): Promise<Assignee | null> {
  const { workspaceId } = sightIn(place);
  const chat = chatOf(await inTenant(place, (tx) => findVisibleEvent(tx, place, eventId)));
  // Not within the member's own sight: giving a chat away takes it out of there.
  return inTenant(workspaceId, async (tx) => {
    const before = await findAssignee(tx, workspaceId, chat);
    if (before?.userId === (userId ?? undefined)) return before;
    if (userId === null) await tx.delete(chatAssignments).where(itself(workspaceId, chat));
    else await assignTo(tx, workspaceId, chat, userId);
    await record(tx, {
      workspaceId,
      actor,
      action: "chat.assign",
      target: eventId,
      details: {
        chat: pseudonym(workspaceId, chat.chatId),
        before: before?.userId ?? null,
        after: userId,
      },
    });
    await nudge(tx, workspaceId, "chats");
    return findAssignee(tx, workspaceId, chat);
  });
}

type Chat = { sessionId: string; chatId: string };

function chatOf({ sessionId, chatId }: { sessionId: string | null; chatId: string | null }): Chat {
  if (sessionId !== null && chatId !== null) return { sessionId, chatId };
  throw new DomainError(
    "invalid",
    "chat.none",
    "This event belongs to no chat, so there is nothing to assign.",
  );
}

const itself = (workspaceId: string, { sessionId, chatId }: Chat) =>
  and(
    eq(chatAssignments.workspaceId, workspaceId),
    eq(chatAssignments.sessionId, sessionId),
    eq(chatAssignments.chatId, chatId),
  );

/** @throws DomainError `member.not_found` for somebody who is no member, or a suspended one */
async function assignTo(tx: Transaction, workspaceId: string, chat: Chat, userId: string): Promise<void> {
  // Locked until commit, so that nobody is removed or suspended while a chat is given to them.
  const [member] = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId), isNull(members.suspendedAt)))
    .for("key share");
  if (!member) throw notFound("member");
  await tx
    .insert(chatAssignments)
    .values({ workspaceId, ...chat, userId })
    .onConflictDoUpdate({
      target: [chatAssignments.workspaceId, chatAssignments.sessionId, chatAssignments.chatId],
      set: { userId, assignedAt: new Date() },
    });
}
