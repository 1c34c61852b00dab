import type { Holding } from "#db/holding.ts";
import { chatSyncs } from "#db/schema/index.ts";

export const chatSyncHoldings: readonly Holding[] = [
  {
    table: chatSyncs,
    kept: "workspace",
    seenBy: "number",
    exported: { nothing: "How far the past of a number was read; it can be read again." },
    // A reading that is about to come to them would bring them back: it ends, and is started anew by whoever needs it.
    contact: { namedIn: [chatSyncs.cursor] },
  },
];
