import { type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import type { MonitoredGroupChange } from "#server/moltflow/index.ts";
import { checkWebhookUrl } from "#server/webhooks/index.ts";
import { upstreamLabel } from "./lead-labels.ts";
import { groupOperations } from "./operations.ts";
import { type FoundGroup, findGroup, viewingOf } from "./reads.ts";
import type { ChangeGroupInput, GroupView } from "./schemas.ts";
import { amendGroup, replacing } from "./stored-groups.ts";
import { type StoredGroup, toGroupView } from "./view.ts";
import { outcomeUnknown, writeGroup } from "./write-group.ts";

/**
 * Changes how a group is watched; what the input leaves out stays.
 * @throws DomainError `group.not_found`, `label.not_found`, `webhook.url_*`, upstream `group.outcome_unknown`, `moltflow.*`
 */
export async function changeGroup(place: Place, input: ChangeGroupInput, actor: Actor): Promise<GroupView> {
  const found = await findGroup({ place, actor }, input.groupId);
  const { workspaceId } = sightIn(place);
  const { webhookUrl } = input;
  // One that stays was checked when it was given.
  if (webhookUrl && webhookUrl !== found.stored.webhookUrl) await checkWebhookUrl(workspaceId, webhookUrl);
  const leadLabelId = await upstreamLabel(workspaceId, input.leadLabelId);
  const change: MonitoredGroupChange = {
    monitorMode: input.mode,
    ...(input.keywords && { monitorKeywords: input.keywords }),
    ...(input.prompt !== undefined && { monitorPrompt: input.prompt || null }),
    ...(input.autoRespond !== undefined && { autoRespond: input.autoRespond }),
    ...(input.responseTemplate !== undefined && { responseTemplate: input.responseTemplate || null }),
    ...(input.autoLabelLeads !== undefined && { autoLabelLeads: input.autoLabelLeads }),
    ...(leadLabelId !== undefined && { leadLabelId }),
    ...(webhookUrl !== undefined && { webhookUrl }),
  };
  return writeChange(place, found, change, actor, "group.change", {
    before: told(found.stored),
    after: { mode: input.mode, keywords: input.keywords?.length ?? found.stored.monitorKeywords.length },
  });
}

const told = ({ monitorMode, monitorKeywords }: StoredGroup) => ({
  mode: monitorMode,
  keywords: monitorKeywords.length,
});

/** Pauses or resumes the watching of a group; paused, MoltFlow keeps none of its messages. @throws as `changeGroup` */
export async function pauseGroup(
  place: Place,
  { groupId, isActive }: { groupId: string; isActive: boolean },
  actor: Actor,
): Promise<GroupView> {
  const found = await findGroup({ place, actor }, groupId);
  return writeChange(place, found, { isActive }, actor, isActive ? "group.resume" : "group.pause", {});
}

async function writeChange(
  place: Place,
  { stored, number }: FoundGroup,
  change: MonitoredGroupChange,
  actor: Actor,
  action: `group.${string}`,
  details: Record<string, unknown>,
): Promise<GroupView> {
  const { workspaceId } = sightIn(place);
  const group = pseudonym(workspaceId, stored.waGroupId);
  const changed = await writeGroup({
    ...{ workspaceId, numberId: number.id, sessionId: number.sessionId, actor },
    call: (client) => client.updateMonitoredGroup(stored.id, change),
    ends: change.isActive === false,
    invalidates: groupOperations.updateMonitoredGroup.invalidates,
    entry: () => ({ action, target: stored.id, details: { group, ...details } }),
    also: (tx, answer) => amendGroup(tx, workspaceId, replacing(stored.sessionId, answer)),
  });
  if (changed === null) throw outcomeUnknown();
  return toGroupView(
    { stored: replacing(stored.sessionId, changed), number },
    await viewingOf({ place, seesAddresses: true }),
  );
}
