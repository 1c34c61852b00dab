import { eq } from "drizzle-orm";
import type { Holding } from "#db/holding.ts";
import { numberDrops, numbers, pairings } from "#db/schema/index.ts";

export const numberHoldings: readonly Holding[] = [
  {
    table: numbers,
    kept: "workspace",
    seenBy: "number",
    exported: {
      columns: {
        id: numbers.id,
        connectionId: numbers.connectionId,
        sessionId: numbers.sessionId,
        name: numbers.name,
        phoneNumber: numbers.phoneNumber,
        isBusiness: numbers.isBusiness,
        status: numbers.status,
        statusAt: numbers.statusAt,
        lastEventAt: numbers.lastEventAt,
        workingSince: numbers.workingSince,
        provenAt: numbers.provenAt,
        holderId: numbers.holderId,
        autoTranscribe: numbers.autoTranscribe,
        createdAt: numbers.createdAt,
      },
      // The key also reaches numbers of others: those outside the allowlist are not the workspace's.
      where: async () => eq(numbers.allowed, true),
    },
    contact: { nothing: "The team's own numbers." },
  },
  {
    table: numberDrops,
    kept: "workspace",
    seenBy: "number",
    exported: {
      columns: {
        id: numberDrops.id,
        numberId: numberDrops.numberId,
        status: numberDrops.status,
        reason: numberDrops.reason,
        asked: numberDrops.asked,
        droppedAt: numberDrops.droppedAt,
        recoveredAt: numberDrops.recoveredAt,
        alertedAt: numberDrops.alertedAt,
      },
    },
    contact: { nothing: "The team's own numbers." },
  },
  {
    table: pairings,
    kept: "workspace",
    seenBy: "number",
    exported: { nothing: "Attempts to link a phone; what came of them stands in the number." },
    contact: { nothing: "Codes and states of linking the team's own phone." },
  },
];
