import type { Holding } from "#db/holding.ts";

/** Webhooks live at MoltFlow; what it told of them is the cache's. */
export const webhookHoldings: readonly Holding[] = [];
