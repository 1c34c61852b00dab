import { type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import { countOutcomes, unknownFor } from "./change-people.ts";
import { groupOperations } from "./operations.ts";
import { findNumberWithGroups } from "./reads.ts";
import type { CreatedGroup, CreateWaGroupInput } from "./schemas.ts";
import { writeGroup } from "./write-group.ts";

/**
 * Makes a WhatsApp group with a number and these people in it. MoltFlow does not watch it yet. `waGroupId` is null when
 * MoltFlow did not say whether the group was made.
 * @throws DomainError `number.not_found`, `moltflow.bad_state` unless the number works, other `moltflow.*`
 */
export async function createWaGroup(
  place: Place,
  { numberId, name, people }: CreateWaGroupInput,
  actor: Actor,
): Promise<CreatedGroup> {
  const { workspaceId } = sightIn(place);
  const { sessionId } = await findNumberWithGroups(place, numberId);
  const made = await writeGroup({
    ...{ workspaceId, numberId, sessionId, actor },
    call: (client) => client.createWaGroup({ sessionId, name, participants: people }),
    invalidates: groupOperations.createWaGroup.invalidates,
    entry: (answer) => ({
      action: "group.create",
      ...(answer && { target: pseudonym(workspaceId, answer.waGroupId) }),
      details: countOutcomes(workspaceId, answer?.results ?? people.map(unknownFor)),
    }),
  });
  if (made === null) return { waGroupId: null, name, results: people.map(unknownFor) };
  return { waGroupId: made.waGroupId, name: made.name || name, results: made.results };
}
