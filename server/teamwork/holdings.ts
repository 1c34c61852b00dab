import { isNull } from "drizzle-orm";
import type { Holding } from "#db/holding.ts";
import { chatDrafts, chatNotes, chatPresence } from "#db/schema/index.ts";

export const teamworkHoldings: readonly Holding[] = [
  {
    table: chatNotes,
    // They tell of what was written, so they go with it.
    kept: { clock: "messages", since: chatNotes.createdAt },
    seenBy: "chat",
    exported: {
      columns: {
        id: chatNotes.id,
        chat: chatNotes.chat,
        authorId: chatNotes.authorId,
        text: chatNotes.text,
        mentions: chatNotes.mentions,
        createdAt: chatNotes.createdAt,
        editedAt: chatNotes.editedAt,
      },
      where: async () => isNull(chatNotes.deletedAt),
    },
    contact: { namedIn: [chatNotes.text] },
  },
  {
    table: chatDrafts,
    kept: { clock: "messages", since: chatDrafts.updatedAt },
    seenBy: "own",
    exported: { nothing: "What somebody has begun to write and has not sent." },
    contact: { namedIn: [chatDrafts.text] },
  },
  {
    table: chatPresence,
    kept: "workspace",
    seenBy: "chat",
    exported: { nothing: "Who looks at a chat at this moment; it ends within half a minute." },
    contact: { nothing: "Names members only, and goes with its chat." },
  },
];
