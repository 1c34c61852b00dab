import type { ChatSyncView } from "#server/chat-syncs/schemas.ts";

/** With fewer chats behind it a guess would jump about. */
const enough = 5;

/** How long the rest may take in whole minutes, between a calm and a busy desk; null while nobody can say. */
export function leftMinutes(
  { startedAt, chatsDone, chatsTotal }: Pick<ChatSyncView, "startedAt" | "chatsDone" | "chatsTotal">,
  nowMs: number,
): { from: number; to: number } | null {
  if (chatsTotal === null || chatsDone < enough || chatsDone >= chatsTotal) return null;
  const eachMs = (nowMs - Date.parse(startedAt)) / chatsDone;
  const minutes = ((chatsTotal - chatsDone) * eachMs) / 60_000;
  const from = Math.max(1, Math.floor(minutes * 0.75));
  return { from, to: Math.max(from + 1, Math.ceil(minutes * 1.5)) };
}
