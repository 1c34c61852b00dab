import { type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { groupOperations } from "./operations.ts";
import { findGroup } from "./reads.ts";
import { removeGroup } from "./stored-groups.ts";
import { outcomeUnknown, writeGroup } from "./write-group.ts";

/**
 * Has MoltFlow watch a group no longer. The number stays in the group; what was kept of it goes.
 * @throws DomainError `group.not_found`, upstream `group.outcome_unknown`, `moltflow.*`
 */
export async function unwatchGroup(place: Place, groupId: string, actor: Actor): Promise<void> {
  const { workspaceId } = sightIn(place);
  const { stored, number } = await findGroup({ place, actor }, groupId);
  const group = pseudonym(workspaceId, stored.waGroupId);
  const done = await writeGroup({
    ...{ workspaceId, numberId: number.id, sessionId: number.sessionId, actor },
    ends: true,
    call: async (client) => {
      await client.unmonitorGroup(groupId);
      return { groupId };
    },
    invalidates: groupOperations.unmonitorGroup.invalidates,
    entry: () => ({ action: "group.unmonitor", target: groupId, details: { group } }),
    also: (tx) => removeGroup(tx, workspaceId, groupId),
  });
  if (done === null) throw outcomeUnknown();
}
