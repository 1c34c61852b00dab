import type { NumberView } from "#server/numbers/index.ts";
import type { AnswerOf, Fresh } from "#server/upstream/index.ts";
import type { LeadLabels } from "./lead-labels.ts";
import type { Age, GroupMessageView, GroupView } from "./schemas.ts";

/** As the cache has it: instants are texts. */
export type StoredGroup = AnswerOf<"listMonitoredGroups">[number];
type StoredMessage = AnswerOf<"listGroupMessages">["items"][number];

export const ageOf = ({ fetchedAt, state, failure, refreshAt }: Fresh<unknown>): Age => ({
  fetchedAt,
  state,
  failure,
  refreshAt,
});

/** For whoever sees no number, MoltFlow is not even asked. */
export const nothingAsked: Age = { fetchedAt: null, state: "fresh", failure: null, refreshAt: null };

/** What a view of a group needs beside the group: `seesAddresses` is for whoever may read webhooks. */
export type Viewing = { seesAddresses: boolean; labels: LeadLabels };

export function toGroupView(
  { stored, number }: { stored: StoredGroup; number: Pick<NumberView, "id" | "name"> },
  { seesAddresses, labels }: Viewing,
): GroupView {
  const {
    sessionId: _,
    monitorMode: mode,
    monitorKeywords: keywords,
    monitorPrompt: prompt,
    leadLabelId,
    webhookUrl,
    ...same
  } = stored;
  return {
    ...same,
    ...{ numberId: number.id, numberName: number.name, mode, keywords, prompt },
    leadLabelId: labels.get(leadLabelId ?? "") ?? null,
    ...{ hasWebhook: webhookUrl !== null, webhookUrl: seesAddresses ? webhookUrl : null },
  };
}

export const toMessageView = ({ id, senderName, senderPhone, preview, sentAt, aiAnalysis }: StoredMessage) =>
  ({
    ...{ id, senderName, senderPhone, text: preview ?? "", sentAt, analysis: aiAnalysis },
  }) satisfies GroupMessageView;
