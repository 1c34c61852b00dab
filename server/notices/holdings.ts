import type { Holding } from "#db/holding.ts";
import { notices } from "#db/schema/index.ts";

export const noticeHoldings: readonly Holding[] = [
  {
    table: notices,
    kept: "workspace",
    seenBy: "own",
    exported: { nothing: "What each member was told of; what it was about is exported itself." },
    contact: { nothing: "Names no contact; goes with its chat." },
  },
];
