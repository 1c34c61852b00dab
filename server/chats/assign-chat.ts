import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chats, users } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { findVisibleEvent } from "#server/inbox/index.ts";
import { nudge } from "#server/live/index.ts";
import { lockColleague } from "#server/members/index.ts";
import { giveNotice } from "#server/notices/index.ts";
import { type ChatAddress, ensureChat } from "./ensure-chat.ts";
import { lockChats } from "./place-heard.ts";
import { findAssignee, findChat } from "./reads.ts";
import type { AssignChatInput, Assignee } from "./schemas.ts";

/**
 * Gives a chat to a member, or to nobody. A member with a restriction may give away what they see. What two people do
 * at the same moment is done, and told, once.
 * @throws DomainError `chat.not_found`, `event.not_found`, `chat.none`, `member.not_found`
 */
export async function assignChat(
  place: Place,
  input: AssignChatInput,
  actor: Actor,
): Promise<Assignee | null> {
  const { workspaceId } = sightIn(place);
  const { userId } = input;
  const address = await inTenant(place, (tx) => addressOf(tx, place, input));
  // Not within the member's own sight: giving a chat away takes it out of there.
  return inTenant(workspaceId, async (tx) => {
    const chat = await ensureChat(tx, workspaceId, address);
    if (!chat) throw chatless();
    // The member before the chat, as whoever removes them takes the two.
    if (userId !== null) await lockColleague(tx, workspaceId, userId);
    await lockChats(tx, workspaceId, [chat]);
    const before = await findAssignee(tx, workspaceId, address);
    if (before?.userId === (userId ?? undefined)) return before;
    await tx
      .update(chats)
      .set({ assigneeId: userId, assignedAt: userId === null ? null : new Date() })
      .where(and(eq(chats.workspaceId, workspaceId), eq(chats.id, chat)));
    await record(tx, {
      workspaceId,
      actor,
      action: "chat.assign",
      target: chat,
      details: {
        chat: pseudonym(workspaceId, address.chatId),
        before: before?.userId ?? null,
        after: userId,
      },
    });
    await nudge(tx, workspaceId, "chats");
    if (userId !== null) await tellAssigned(tx, { workspaceId, chat, userId }, actor);
    return findAssignee(tx, workspaceId, address);
  });
}

const chatless = () =>
  new DomainError(
    "invalid",
    "chat.none",
    "This event belongs to no chat of the workspace's numbers, so there is nothing to assign.",
  );

async function addressOf(tx: Transaction, place: Place, input: AssignChatInput): Promise<ChatAddress> {
  if ("chat" in input) return findChat(tx, place, input.chat);
  const { sessionId, chatId } = await findVisibleEvent(tx, place, input.eventId);
  if (sessionId === null || chatId === null) throw chatless();
  return { sessionId, chatId };
}

/** Whoever takes a chat themselves knows it already. */
async function tellAssigned(
  tx: Transaction,
  { workspaceId, chat, userId }: { workspaceId: string; chat: string; userId: string },
  actor: Actor,
): Promise<void> {
  const byId = "userId" in actor ? actor.userId : null;
  if (byId === userId) return;
  const [by] = await tx
    .select({ name: users.name, email: users.email })
    .from(users)
    .where(eq(users.id, byId ?? ""));
  const params: Record<string, string> = by ? { by: by.name ?? by.email } : {};
  // A chat may come to somebody more than once, and each time is news.
  const about = `${chat} ${newId()}`;
  await giveNotice(tx, { workspaceId, userId, kind: "assigned", chat, params, about });
}
