import type { EventSummary } from "#server/inbox/view.ts";

/** How people read a chat id: a phone number where it is one, else what stands before the @. */
export function chatName(chatId: string): string {
  const [user = chatId, server] = chatId.split("@");
  // Its number is hidden from this reader; the server leaves the last digits.
  const [, lastDigits] = /^hidden-(\w{0,2})-/.exec(user) ?? [];
  if (lastDigits !== undefined) return `•••${lastDigits}`;
  return server === "c.us" && /^\d+$/.test(user) ? `+${user}` : user;
}

/** Whom an event is about, as far as it says. */
export function personOf({ sender, chatId }: Pick<EventSummary, "sender" | "chatId">): string | null {
  return sender ?? (chatId === null ? null : chatName(chatId));
}
