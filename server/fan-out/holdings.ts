import type { Holding } from "#db/holding.ts";
import { fanOutCursors } from "#db/schema/index.ts";

export const fanOutHoldings: readonly Holding[] = [
  {
    table: fanOutCursors,
    kept: "workspace",
    seenBy: "everyone",
    exported: { nothing: "It is the number of the last event that was handed on." },
    contact: { nothing: "A number." },
  },
];
