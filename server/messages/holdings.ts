import type { Transaction } from "#db/client.ts";
import type { Holding, Row } from "#db/holding.ts";
import { messages, outboxMedia, outboxMessages, scheduledMessages } from "#db/schema/index.ts";
import { refreshAfterDeletion } from "#server/chats/index.ts";

/** What a chat shows of its last message goes with it. */
async function refreshChatsOf(tx: Transaction, rows: Row[]): Promise<void> {
  const ofWorkspace = Map.groupBy(rows, ({ workspaceId }) => String(workspaceId));
  for (const [workspaceId, gone] of ofWorkspace) {
    await refreshAfterDeletion(tx, workspaceId, [...new Set(gone.map(({ chat }) => String(chat)))]);
  }
}

export const messageHoldings: readonly Holding[] = [
  {
    table: outboxMessages,
    kept: { clock: "messages", since: outboxMessages.createdAt },
    seenBy: "chat",
    exported: {
      columns: {
        id: outboxMessages.id,
        numberId: outboxMessages.numberId,
        chatId: outboxMessages.chatId,
        kind: outboxMessages.kind,
        text: outboxMessages.text,
        payload: outboxMessages.payload,
        answersEventId: outboxMessages.answersEventId,
        authorId: outboxMessages.authorId,
        state: outboxMessages.state,
        cause: outboxMessages.cause,
        evidence: outboxMessages.evidence,
        createdAt: outboxMessages.createdAt,
        attemptedAt: outboxMessages.attemptedAt,
        settledAt: outboxMessages.settledAt,
      },
    },
    contact: {
      namedIn: [outboxMessages.chatId, outboxMessages.text, outboxMessages.payload, outboxMessages.evidence],
    },
  },
  {
    table: outboxMedia,
    kept: { clock: "messages", since: outboxMedia.createdAt },
    seenBy: "chat",
    exported: { nothing: "Files on their way to MoltFlow; they go as soon as it has them." },
    contact: { nothing: "Goes with its message." },
  },
  {
    table: scheduledMessages,
    kept: { clock: "messages", since: scheduledMessages.sendAt },
    seenBy: "chat",
    exported: {
      columns: {
        id: scheduledMessages.id,
        chat: scheduledMessages.chat,
        kind: scheduledMessages.kind,
        text: scheduledMessages.text,
        payload: scheduledMessages.payload,
        authorId: scheduledMessages.authorId,
        sendAt: scheduledMessages.sendAt,
        timeZone: scheduledMessages.timeZone,
        cancelOnReply: scheduledMessages.cancelOnReply,
        state: scheduledMessages.state,
        reason: scheduledMessages.reason,
        outboxId: scheduledMessages.outboxId,
        createdAt: scheduledMessages.createdAt,
        settledAt: scheduledMessages.settledAt,
      },
    },
    contact: { namedIn: [scheduledMessages.text, scheduledMessages.payload] },
  },
  {
    table: messages,
    kept: { clock: "messages", since: messages.happenedAt, alongWith: refreshChatsOf },
    seenBy: "chat",
    exported: {
      columns: {
        id: messages.id,
        chat: messages.chat,
        numberId: messages.numberId,
        direction: messages.direction,
        kind: messages.kind,
        text: messages.text,
        payload: messages.payload,
        authorKind: messages.authorKind,
        authorId: messages.authorId,
        senderName: messages.senderName,
        senderPhone: messages.senderPhone,
        status: messages.status,
        cause: messages.cause,
        evidence: messages.evidence,
        happenedAt: messages.happenedAt,
        upstreamId: messages.upstreamId,
        eventId: messages.eventId,
      },
    },
    contact: {
      namedIn: [messages.text, messages.payload, messages.senderPhone, messages.senderName],
      alongWith: refreshChatsOf,
    },
  },
];
