import type { Holding } from "#db/holding.ts";
import { outboxMessages } from "#db/schema/index.ts";

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
        text: outboxMessages.text,
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
    contact: { namedIn: [outboxMessages.chatId, outboxMessages.text, outboxMessages.evidence] },
  },
];
