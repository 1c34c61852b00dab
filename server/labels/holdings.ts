import type { Holding } from "#db/holding.ts";
import { chatLabelSets, chatLabels, labelSyncs, labels, labelsOnNumbers } from "#db/schema/index.ts";

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
  {
    table: chatLabelSets,
    kept: "workspace",
    seenBy: "chat",
    exported: { nothing: "Who is changing the labels of a chat at this moment." },
    contact: { nothing: "Goes with its chat." },
  },
  {
    table: labelSyncs,
    kept: "workspace",
    seenBy: "everyone",
    exported: { nothing: "How far labels have been read; they can be read again." },
    contact: { nothing: "Counts only." },
  },
  {
    table: labelsOnNumbers,
    kept: "workspace",
    seenBy: "number",
    exported: {
      columns: {
        labelId: labelsOnNumbers.labelId,
        numberId: labelsOnNumbers.numberId,
        way: labelsOnNumbers.way,
        syncedAt: labelsOnNumbers.syncedAt,
      },
    },
    contact: { nothing: "Names of labels, which the team chose." },
  },
];
