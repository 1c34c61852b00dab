import type { Holding } from "#db/holding.ts";
import { destinationHours, destinationLedgers, destinations, destinationTurns } from "#db/schema/index.ts";

export const destinationHoldings: readonly Holding[] = [
  {
    table: destinations,
    kept: "workspace",
    seenBy: "unrestricted",
    exported: {
      // Without the address: those of chat tools are keys.
      columns: {
        id: destinations.id,
        name: destinations.name,
        format: destinations.format,
        filter: destinations.filter,
        template: destinations.template,
        headerNames: destinations.headerNames,
        ratePerSecond: destinations.ratePerSecond,
        concurrency: destinations.concurrency,
        ordered: destinations.ordered,
        disabledAt: destinations.disabledAt,
        disabledReason: destinations.disabledReason,
        deletedAt: destinations.deletedAt,
        createdBy: destinations.createdBy,
        createdAt: destinations.createdAt,
      },
    },
    contact: {
      nothing:
        "The team's own programs. A filter may name a chat's address, and nothing of what is said there.",
    },
  },
  {
    table: destinationTurns,
    kept: "workspace",
    seenBy: "unrestricted",
    exported: { nothing: "When each destination is served next." },
    contact: { nothing: "Instants and counts." },
  },
  {
    table: destinationLedgers,
    kept: "workspace",
    seenBy: "unrestricted",
    exported: {
      columns: {
        destinationId: destinationLedgers.destinationId,
        accepted: destinationLedgers.accepted,
        goneDelivered: destinationLedgers.goneDelivered,
        goneDead: destinationLedgers.goneDead,
        goneBlocked: destinationLedgers.goneBlocked,
        goneCancelled: destinationLedgers.goneCancelled,
      },
    },
    contact: { nothing: "Counts." },
  },
  {
    table: destinationHours,
    kept: "workspace",
    seenBy: "unrestricted",
    exported: {
      columns: {
        destinationId: destinationHours.destinationId,
        hour: destinationHours.hour,
        delivered: destinationHours.delivered,
        failed: destinationHours.failed,
        dead: destinationHours.dead,
        blocked: destinationHours.blocked,
      },
    },
    contact: { nothing: "Counts by the hour." },
  },
];
