import { type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { checkWebhookUrl } from "#server/webhooks/index.ts";
import { upstreamLabel } from "./lead-labels.ts";
import { groupOperations } from "./operations.ts";
import { findNumberWithGroups, viewingOf } from "./reads.ts";
import type { GroupView, WatchGroupInput } from "./schemas.ts";
import { amendGroup, replacing } from "./stored-groups.ts";
import { toGroupView } from "./view.ts";
import { outcomeUnknown, writeGroup } from "./write-group.ts";

/**
 * Has MoltFlow watch a WhatsApp group that a number is in.
 * @throws DomainError `number.not_found`, `label.not_found`, `webhook.url_*`, upstream `group.outcome_unknown`, `moltflow.forbidden_plan` over the plan's
 * number of groups or without its AI, `moltflow.conflict` when it is watched already, other `moltflow.*`
 */
export async function watchGroup(place: Place, input: WatchGroupInput, actor: Actor): Promise<GroupView> {
  const { workspaceId } = sightIn(place);
  const number = await findNumberWithGroups(place, input.numberId);
  const { sessionId } = number;
  if (input.webhookUrl) await checkWebhookUrl(workspaceId, input.webhookUrl);
  const leadLabelId = await upstreamLabel(workspaceId, input.leadLabelId);
  const group = pseudonym(workspaceId, input.waGroup);
  const made = await writeGroup({
    ...{ workspaceId, numberId: number.id, sessionId, actor },
    call: (client) =>
      client.monitorGroup({
        sessionId,
        waGroupId: input.waGroup,
        ...newMonitoring({ ...input, leadLabelId }),
      }),
    invalidates: groupOperations.monitorGroup.invalidates,
    entry: (answer) => ({
      action: "group.monitor",
      target: answer?.id ?? group,
      details: { group, mode: input.mode, keywords: input.keywords?.length ?? 0 },
    }),
    also: (tx, answer) => amendGroup(tx, workspaceId, replacing(sessionId, answer)),
  });
  if (made === null) throw outcomeUnknown();
  return toGroupView(
    { stored: replacing(sessionId, made), number },
    await viewingOf({ place, seesAddresses: true }),
  );
}

/** What a new group has nothing for is left out; MoltFlow's defaults then hold. */
function newMonitoring(input: WatchGroupInput) {
  const { mode, keywords, prompt, autoRespond, responseTemplate, autoLabelLeads, leadLabelId, webhookUrl } =
    input;
  return {
    monitorMode: mode,
    ...(keywords && { monitorKeywords: keywords }),
    ...(prompt && { monitorPrompt: prompt }),
    ...(autoRespond !== undefined && { autoRespond }),
    ...(responseTemplate && { responseTemplate }),
    ...(autoLabelLeads !== undefined && { autoLabelLeads }),
    ...(leadLabelId && { leadLabelId }),
    ...(webhookUrl && { webhookUrl }),
  };
}
