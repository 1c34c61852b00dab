import { type MessageRow, messages, users } from "#db/schema/index.ts";
import type { MessageView } from "./schemas.ts";

/** What a view of a message is made of, from `messages` and the `users` who wrote them. */
export const messageColumns = {
  id: messages.id,
  chat: messages.chat,
  direction: messages.direction,
  kind: messages.kind,
  text: messages.text,
  payload: messages.payload,
  authorKind: messages.authorKind,
  authorId: messages.authorId,
  authorName: users.name,
  authorEmail: users.email,
  senderName: messages.senderName,
  senderPhone: messages.senderPhone,
  status: messages.status,
  cause: messages.cause,
  evidence: messages.evidence,
  truncated: messages.truncated,
  counted: messages.counted,
  happenedAt: messages.happenedAt,
  eventId: messages.eventId,
};

export type MessageSelection = Pick<
  MessageRow,
  Exclude<keyof typeof messageColumns, "authorName" | "authorEmail">
> & { authorName: string | null; authorEmail: string | null };

export function toMessageView(row: MessageSelection): MessageView {
  const { id, direction, kind, text, payload, status, cause, evidence, truncated, eventId } = row;
  const author: MessageView["author"] =
    row.authorKind === "member"
      ? { kind: "member", userId: row.authorId, name: row.authorName, email: row.authorEmail }
      : { kind: row.authorKind, name: row.senderName, phone: row.senderPhone };
  return {
    ...{ id, direction, kind, text, payload, author, status, cause, evidence, truncated, eventId },
    happenedAt: row.happenedAt.toISOString(),
  };
}
