import type { EventSummary } from "#server/inbox/view.ts";

const alias = /^hidden-(\w{0,2})-/;

/** Whether the chat's number is hidden from this reader, so that its id means nothing to anybody. */
export const isHidden = (chatId: string): boolean => alias.test(chatId);

/** How people read a chat id: a phone number where it is one, else what stands before the @. */
export function chatName(chatId: string): string {
  const [user = chatId, server] = chatId.split("@");
  // The server leaves the last digits of a hidden number.
  const [, lastDigits] = alias.exec(user) ?? [];
  if (lastDigits !== undefined) return `•••${lastDigits}`;
  return server === "c.us" && /^\d+$/.test(user) ? `+${user}` : user;
}

/** Whom an event is about, as far as it says. */
export function personOf({ sender, chatId }: Pick<EventSummary, "sender" | "chatId">): string | null {
  return sender ?? (chatId === null ? null : chatName(chatId));
}
