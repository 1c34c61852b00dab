import type { ChatPage, ChatView, ListChatsInput } from "#server/chats/schemas.ts";

type Order = ListChatsInput["order"];

/** Whether a chat would stand above another one in a list of this order, as far as times tell. */
function isAbove(chat: ChatView, other: ChatView, order: Order): boolean {
  if (order === "activity") return chat.lastMessageAt > other.lastMessageAt;
  if (chat.waitingSince === null) return false;
  return other.waitingSince === null || chat.waitingSince < other.waitingSince;
}

/**
 * The list's rows: its first page as it is now, then what was read further down before. A row that was read before, and
 * by its time would stand on the first page but does not, has left the list.
 */
export function mergeChats(head: ChatPage, read: readonly ChatPage[], order: Order): ChatView[] {
  const last = head.chats.at(-1);
  if (head.nextCursor === null || !last) return head.chats;
  const rows = new Map(head.chats.map((chat) => [chat.id, chat]));
  for (const chat of read.flatMap((page) => page.chats)) {
    if (!rows.has(chat.id) && !isAbove(chat, last, order)) rows.set(chat.id, chat);
  }
  return [...rows.values()];
}

/**
 * How many rows the reader's place moved down when the list changed from `before` to `after`: the smallest move of the
 * rows in sight, because one of them may be the chat that jumped to the top.
 */
export function shiftOf(
  before: readonly string[],
  after: readonly string[],
  inSight: [number, number],
): number {
  const places = new Map(after.map((id, index) => [id, index]));
  const moves = before.slice(inSight[0], inSight[1] + 1).flatMap((id, offset) => {
    const place = places.get(id);
    return place === undefined ? [] : [place - (inSight[0] + offset)];
  });
  return moves.reduce((least, move) => (Math.abs(move) < Math.abs(least) ? move : least), moves[0] ?? 0);
}
