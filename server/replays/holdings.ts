import type { Holding } from "#db/holding.ts";
import { replays } from "#db/schema/index.ts";

export const replayHoldings: readonly Holding[] = [
  {
    table: replays,
    kept: "workspace",
    seenBy: "unrestricted",
    exported: {
      columns: {
        id: replays.id,
        destinationId: replays.destinationId,
        selection: replays.selection,
        ratePerSecond: replays.ratePerSecond,
        state: replays.state,
        total: replays.total,
        made: replays.made,
        createdBy: replays.createdBy,
        createdAt: replays.createdAt,
        endedAt: replays.endedAt,
      },
    },
    contact: { nothing: "Ids of events, numbers and instants." },
  },
];
