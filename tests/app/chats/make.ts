import type { ChatView, MessageView, ThreadPage } from "#server/chats/schemas.ts";

export function makeChat(id: string, change: Partial<ChatView> = {}): ChatView {
  return {
    id,
    numberId: "number-a",
    numberName: "Front desk",
    chatId: "15550104477@c.us",
    kind: "person",
    name: null,
    phone: "+15550104477",
    state: "open",
    priority: "none",
    assignee: null,
    snoozedUntil: null,
    snoozedUntilReply: false,
    createdAt: "2026-02-01T10:00:00.000Z",
    lastMessageAt: "2026-03-01T10:00:00.000Z",
    lastPreview: "Hello",
    lastKind: "text",
    lastDirection: "inbound",
    waitingSince: null,
    unread: 0,
    labels: [],
    ...change,
  };
}

export function makeMessage(id: string, change: Partial<MessageView> = {}): MessageView {
  return {
    id,
    direction: "inbound",
    kind: "text",
    text: `Words of ${id}`,
    payload: null,
    author: { kind: "contact", name: null, phone: "+15550104477" },
    status: "received",
    cause: null,
    evidence: null,
    truncated: false,
    happenedAt: "2026-03-01T10:00:00.000Z",
    eventId: null,
    ...change,
  };
}

export const makePage = (messages: MessageView[], change: Partial<ThreadPage> = {}): ThreadPage => ({
  messages,
  notes: [],
  olderCursor: null,
  newerCursor: null,
  version: 1,
  inboundCount: 1,
  firstUnreadId: null,
  ...change,
});

/** An instant some minutes after ten in the morning. */
export const minute = (count: number): string =>
  new Date(Date.parse("2026-03-01T10:00:00.000Z") + count * 60_000).toISOString();
