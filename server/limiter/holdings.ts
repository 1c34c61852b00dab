import type { Holding } from "#db/holding.ts";
import { requestMinutes } from "#db/schema/index.ts";

export const limiterHoldings: readonly Holding[] = [
  {
    table: requestMinutes,
    kept: "workspace",
    seenBy: "nobody",
    exported: { nothing: "When the calls of the last minute were made; it is gone a minute later." },
    contact: { nothing: "It names members and tokens by their ids, and no contact." },
  },
];
