import type { Holding } from "#db/holding.ts";
import { chatReads, chats } from "#db/schema/index.ts";

export const chatHoldings: readonly Holding[] = [
  {
    table: chats,
    kept: "workspace",
    seenBy: "chat",
    exported: {
      columns: {
        id: chats.id,
        numberId: chats.numberId,
        sessionId: chats.sessionId,
        chatId: chats.chatId,
        kind: chats.kind,
        name: chats.name,
        phone: chats.phone,
        state: chats.state,
        priority: chats.priority,
        assigneeId: chats.assigneeId,
        assignedAt: chats.assignedAt,
        snoozedUntil: chats.snoozedUntil,
        lastMessageAt: chats.lastMessageAt,
        waitingSince: chats.waitingSince,
        inboundCount: chats.inboundCount,
        outboundCount: chats.outboundCount,
        createdAt: chats.createdAt,
      },
    },
    // Its messages, notes and labels go with it. What it shows of a message goes with that message.
    contact: { namedIn: [chats.chatId, chats.phone, chats.name] },
  },
  {
    table: chatReads,
    kept: "workspace",
    seenBy: "chat",
    exported: { nothing: "How far each member has read, which nobody takes out." },
    contact: { nothing: "Goes with its chat." },
  },
];
