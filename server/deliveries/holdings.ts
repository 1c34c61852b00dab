import type { Holding } from "#db/holding.ts";
import { deliveries, deliveryAttempts } from "#db/schema/index.ts";

export const deliveryHoldings: readonly Holding[] = [
  {
    table: deliveries,
    // Each goes with its event, whose clock is the only one.
    kept: "workspace",
    seenBy: "unrestricted",
    exported: {
      columns: {
        id: deliveries.id,
        destinationId: deliveries.destinationId,
        eventId: deliveries.eventId,
        seq: deliveries.seq,
        replayId: deliveries.replayId,
        state: deliveries.state,
        attempts: deliveries.attempts,
        lastStatus: deliveries.lastStatus,
        lastError: deliveries.lastError,
        createdAt: deliveries.createdAt,
        endedAt: deliveries.endedAt,
      },
    },
    contact: { nothing: "It names an event, and goes with it." },
  },
  {
    table: deliveryAttempts,
    kept: "workspace",
    seenBy: "unrestricted",
    exported: {
      columns: {
        deliveryId: deliveryAttempts.deliveryId,
        number: deliveryAttempts.number,
        startedAt: deliveryAttempts.startedAt,
        durationMs: deliveryAttempts.durationMs,
        address: deliveryAttempts.address,
        status: deliveryAttempts.status,
        error: deliveryAttempts.error,
        detail: deliveryAttempts.detail,
        responseHeaders: deliveryAttempts.responseHeaders,
        responseBody: deliveryAttempts.responseBody,
      },
    },
    // Programs like to say in their answers what they were told.
    contact: {
      namedIn: [deliveryAttempts.detail, deliveryAttempts.responseHeaders, deliveryAttempts.responseBody],
    },
  },
];
