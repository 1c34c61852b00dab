import type { Holding } from "#db/holding.ts";
import { usageCallers, usageCursors, usageDays } from "#db/schema/index.ts";

const counts = { nothing: "Counts of a day, which name no contact." } as const;

export const usageHoldings: readonly Holding[] = [
  {
    table: usageDays,
    kept: "workspace",
    seenBy: "managers",
    exported: {
      columns: {
        day: usageDays.day,
        events: usageDays.events,
        eventBytes: usageDays.eventBytes,
        received: usageDays.received,
        sent: usageDays.sent,
        delivered: usageDays.delivered,
      },
    },
    contact: counts,
  },
  {
    table: usageCallers,
    kept: "workspace",
    seenBy: "managers",
    exported: { columns: { day: usageCallers.day, lane: usageCallers.lane, calls: usageCallers.calls } },
    contact: counts,
  },
  {
    table: usageCursors,
    kept: "workspace",
    seenBy: "nobody",
    exported: { nothing: "How far events were counted." },
    contact: counts,
  },
];
