import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chatDrafts } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { findChat } from "#server/chats/index.ts";
import { type Author, personOf } from "./person.ts";
import type { DraftView, SaveDraftInput } from "./schemas.ts";

const draftOf = (workspaceId: string, chat: string, userId: string) =>
  and(eq(chatDrafts.workspaceId, workspaceId), eq(chatDrafts.chat, chat), eq(chatDrafts.userId, userId));

/**
 * Keeps what somebody has begun to write in a chat, for them alone; nothing but white space is no draft.
 * @throws DomainError `chat.not_found`, forbidden `chat.people_only`
 */
export function saveDraft(place: Place, { chat, text }: SaveDraftInput, author: Author): Promise<void> {
  const { workspaceId } = sightIn(place);
  const userId = personOf(author);
  return inTenant(place, async (tx) => {
    await findChat(tx, place, chat);
    if (text.trim() === "") return clearDraft(tx, workspaceId, chat, userId);
    const updatedAt = new Date();
    await tx
      .insert(chatDrafts)
      .values({ workspaceId, chat, userId, text, updatedAt })
      .onConflictDoUpdate({
        target: [chatDrafts.workspaceId, chatDrafts.chat, chatDrafts.userId],
        set: { text, updatedAt },
      });
  });
}

/** What the reader has begun to write in a chat. @throws DomainError `chat.not_found` */
export function readDraft(place: Place, chat: string, userId: string | null): Promise<DraftView | null> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    await findChat(tx, place, chat);
    if (userId === null) return null;
    const [draft] = await tx
      .select({ text: chatDrafts.text, updatedAt: chatDrafts.updatedAt })
      .from(chatDrafts)
      .where(draftOf(workspaceId, chat, userId));
    return draft ? { text: draft.text, updatedAt: draft.updatedAt.toISOString() } : null;
  });
}

/** Forgets a draft, in the transaction that sends it. */
export async function clearDraft(
  tx: Transaction,
  workspaceId: string,
  chat: string,
  userId: string,
): Promise<void> {
  await tx.delete(chatDrafts).where(draftOf(workspaceId, chat, userId));
}
