import type { Holding } from "#db/holding.ts";

/** The budget belongs to a MoltFlow account, not to a workspace, and its tables name no contact. */
export const budgetHoldings: readonly Holding[] = [];
