import type { Holding } from "#db/holding.ts";
import { messages, outboxMessages } from "#db/schema/index.ts";

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
    table: messages,
    kept: { clock: "messages", since: messages.happenedAt },
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
    },
  },
];
