import type { Holding } from "#db/holding.ts";
import { upstreamReads } from "#db/schema/index.ts";

export const upstreamHoldings: readonly Holding[] = [
  {
    table: upstreamReads,
    kept: "workspace",
    seenBy: "number",
    exported: { nothing: "Copies of MoltFlow's answers, which can be read again." },
    contact: { namedIn: [upstreamReads.body, upstreamReads.params] },
  },
];
