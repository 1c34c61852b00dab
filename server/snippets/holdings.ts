import type { Holding } from "#db/holding.ts";
import { snippets } from "#db/schema/index.ts";

export const snippetHoldings: readonly Holding[] = [
  {
    table: snippets,
    kept: "workspace",
    seenBy: "everyone",
    exported: {
      columns: {
        id: snippets.id,
        name: snippets.name,
        shortcut: snippets.shortcut,
        text: snippets.text,
        createdAt: snippets.createdAt,
        updatedAt: snippets.updatedAt,
      },
    },
    contact: { nothing: "Words for any contact, which hold placeholders in the places of names." },
  },
];
