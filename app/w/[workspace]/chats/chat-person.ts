import type { ChatView, MessageView } from "#server/chats/schemas.ts";
import { chatName } from "../_lib/chat-name.ts";

/** What people call a chat: its name, else its number, else what its address says. */
export const nameOfChat = ({ name, phone, chatId }: Pick<ChatView, "name" | "phone" | "chatId">): string =>
  name ?? phone ?? chatName(chatId);

/** What a round picture shows for a chat; of a number without a name its last two digits, which differ. */
export function initialsOfChat(chat: Pick<ChatView, "name" | "phone" | "chatId">): string {
  const name = nameOfChat(chat);
  const digits = name.replace(/\D/g, "");
  const isNumber = chat.name === null && digits.length >= 2;
  return isNumber ? digits.slice(-2) : initialsOf(name);
}

function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const last = words.length > 1 ? words.at(-1) : "";
  return (
    [words[0], last]
      .map((word) => [...(word ?? "")][0] ?? "")
      .join("")
      .toLocaleUpperCase() || "?"
  );
}

/** A stable number below `count` for a text. */
export function bucketOf(text: string, count: number): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % count;
}

/** Who wrote a message in a group, as far as it is known; null for ours. */
export function senderOf({ author, direction }: MessageView): string | null {
  if (direction === "outbound" || author.kind === "member") return null;
  return author.name ?? author.phone;
}

const minuteMs = 60_000;

/** A stretch of time in the one unit that people would say it in. */
export function durationOf(
  sinceMs: number,
  nowMs: number,
): { value: number; unit: "minute" | "hour" | "day" } {
  const minutes = Math.max(0, Math.floor((nowMs - sinceMs) / minuteMs));
  if (minutes < 60) return { value: minutes, unit: "minute" };
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? { value: hours, unit: "hour" } : { value: Math.floor(hours / 24), unit: "day" };
}
