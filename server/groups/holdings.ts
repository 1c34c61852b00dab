import type { Holding } from "#db/holding.ts";

/** Groups and their messages are MoltFlow's; what we keep of them lies with the answers and the events. */
export const groupHoldings: readonly Holding[] = [];
