import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { chats, numbers } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { kindOf, phoneOf } from "./address.ts";

/** A chat as events name it. */
export type ChatAddress = { sessionId: string; chatId: string };

/**
 * The id of the chat with this address, made if nobody has named it before; null when the session is no number of the
 * workspace. Two that make it at once get the same one. Works in the workspace's whole sight only.
 */
export async function ensureChat(
  tx: Transaction,
  workspaceId: string,
  { sessionId, chatId }: ChatAddress,
): Promise<string | null> {
  const known = await findChatId(tx, workspaceId, { sessionId, chatId });
  if (known) return known;
  const [number] = await tx
    .select({ id: numbers.id })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.sessionId, sessionId)));
  if (!number) return null;
  const [made] = await tx
    .insert(chats)
    .values({
      ...{ workspaceId, id: newId(), numberId: number.id, sessionId, chatId },
      ...{ kind: kindOf(chatId), phone: phoneOf(chatId), lastMessageAt: new Date() },
    })
    .onConflictDoNothing({ target: [chats.workspaceId, chats.sessionId, chats.chatId] })
    .returning({ id: chats.id });
  return made?.id ?? findChatId(tx, workspaceId, { sessionId, chatId });
}

async function findChatId(tx: Transaction, workspaceId: string, { sessionId, chatId }: ChatAddress) {
  const [chat] = await tx
    .select({ id: chats.id })
    .from(chats)
    .where(and(eq(chats.workspaceId, workspaceId), eq(chats.sessionId, sessionId), eq(chats.chatId, chatId)));
  return chat?.id ?? null;
}
