import type { Holding } from "#db/holding.ts";
import { chatAssignments } from "#db/schema/index.ts";

export const chatHoldings: readonly Holding[] = [
  {
    table: chatAssignments,
    kept: "workspace",
    seenBy: "chat",
    exported: {
      columns: {
        sessionId: chatAssignments.sessionId,
        chatId: chatAssignments.chatId,
        userId: chatAssignments.userId,
        assignedAt: chatAssignments.assignedAt,
      },
    },
    contact: { namedIn: [chatAssignments.chatId] },
  },
];
