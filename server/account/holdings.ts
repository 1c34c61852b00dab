import type { Holding } from "#db/holding.ts";

/** People's own sign-in: it belongs to them, in whichever workspaces they are, and to no workspace. */
export const accountHoldings: readonly Holding[] = [];
