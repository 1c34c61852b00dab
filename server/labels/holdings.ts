import type { Holding } from "#db/holding.ts";
import { chatLabels, labels } from "#db/schema/index.ts";

export const labelHoldings: readonly Holding[] = [
  {
    table: labels,
    kept: "workspace",
    seenBy: "everyone",
    exported: {
      columns: {
        id: labels.id,
        upstreamId: labels.upstreamId,
        name: labels.name,
        color: labels.color,
        description: labels.description,
        synced: labels.synced,
        syncedAt: labels.syncedAt,
      },
    },
    contact: { nothing: "Names of labels, which the team chose." },
  },
  {
    table: chatLabels,
    kept: "workspace",
    seenBy: "chat",
    exported: { columns: { chat: chatLabels.chat, labelId: chatLabels.labelId } },
    contact: { nothing: "Goes with its chat." },
  },
];
