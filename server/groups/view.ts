import type { NumberView } from "#server/numbers/index.ts";
import type { AnswerOf, Fresh } from "#server/upstream/index.ts";
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

/** `seesAddresses` is for whoever may read webhooks: theirs are other programs'. */
export function toGroupView(
  group: StoredGroup,
  { id: numberId, name: numberName }: Pick<NumberView, "id" | "name">,
  seesAddresses: boolean,
): GroupView {
  const {
    sessionId: _,
    monitorMode,
    monitorKeywords,
    monitorPrompt,
    leadLabelId,
    webhookUrl,
    ...same
  } = group;
  return {
    ...same,
    ...{ numberId, numberName },
    ...{ mode: monitorMode, keywords: monitorKeywords, prompt: monitorPrompt, leadLabel: leadLabelId },
    ...{ hasWebhook: webhookUrl !== null, webhookUrl: seesAddresses ? webhookUrl : null },
  };
}

export const toMessageView = ({ id, senderName, senderPhone, preview, sentAt, aiAnalysis }: StoredMessage) =>
  ({
    ...{ id, senderName, senderPhone, text: preview ?? "", sentAt, analysis: aiAnalysis },
  }) satisfies GroupMessageView;
