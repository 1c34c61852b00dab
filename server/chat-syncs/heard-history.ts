import { type Heard, nothingElse, previewLength } from "#server/chats/index.ts";
import type { Message } from "#server/moltflow/index.ts";
import type { ListedChat } from "./cursor.ts";

const statuses = { read: "read", delivered: "delivered", failed: "failed" } as const;
const outboundStatus = (status: string | null) => statuses[status as keyof typeof statuses] ?? "sent";

/** When MoltFlow says that a message happened; null when it does not. */
export const happenedAt = ({ sentAt, createdAt }: Message): Date | null => sentAt ?? createdAt;

/**
 * What MoltFlow's history tells of a message of a chat. It names no author: what we sent ourselves is recognised where
 * messages are brought in, and what is left was typed on the phone. Null for one without a time, which has no place.
 */
export function heardFromHistory(
  sessionId: string,
  { chatId, name }: ListedChat,
  message: Message,
  news: Heard["news"],
): Heard | null {
  const at = happenedAt(message);
  if (at === null) return null;
  const text = message.preview ?? "";
  const isInbound = message.direction !== "outbound";
  return {
    ...nothingElse,
    ...{ sessionId, chatId, text, kind: message.type ?? "text", happenedAt: at, news },
    ...{ truncated: text.length >= previewLength, evidence: "history", upstreamId: message.id },
    direction: isInbound ? "inbound" : "outbound",
    status: isInbound ? "received" : outboundStatus(message.status),
    author: { kind: isInbound ? "contact" : "phone", id: null, name: null, phone: null },
    chatName: name,
  };
}
