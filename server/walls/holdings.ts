import type { Holding } from "#db/holding.ts";
import { leakTests } from "#db/schema/index.ts";

export const wallHoldings: readonly Holding[] = [
  {
    table: leakTests,
    kept: "workspace",
    seenBy: "managers",
    exported: {
      columns: {
        id: leakTests.id,
        startedBy: leakTests.startedBy,
        startedAt: leakTests.startedAt,
        finishedAt: leakTests.finishedAt,
        results: leakTests.results,
      },
    },
    contact: { nothing: "Results say what was tried, never what leaked." },
  },
];
