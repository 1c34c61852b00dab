import { type Place, sightIn } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { pseudonym } from "#server/core/pseudonym.ts";
import type { MoltflowClient } from "#server/moltflow/index.ts";
import { groupOperations } from "./operations.ts";
import { findGroup } from "./reads.ts";
import type { ChangePeopleInput, PeopleAct, PeopleResult, PersonResult } from "./schemas.ts";
import { writeGroup } from "./write-group.ts";

/** The call of MoltFlow for each act, and how the audit names it. */
const calls = {
  add: { call: "addParticipants", action: "group.add_people" },
  remove: { call: "removeParticipants", action: "group.remove_people" },
  promote: { call: "promoteAdmins", action: "group.promote" },
  demote: { call: "demoteAdmins", action: "group.demote" },
} as const satisfies Record<PeopleAct, { call: keyof MoltflowClient; action: `group.${string}` }>;

/**
 * Adds people to a watched group, removes them, or gives or takes their admin rights, all in one call. What became of
 * each is in the results; when MoltFlow did not say, everybody's outcome is unknown and nothing is tried again.
 * @throws DomainError `group.not_found`, `moltflow.forbidden_role` where the number is no admin, other `moltflow.*`
 */
export async function changePeople(
  place: Place,
  act: PeopleAct,
  { groupId, people }: ChangePeopleInput,
  actor: Actor,
): Promise<PeopleResult> {
  const { workspaceId } = sightIn(place);
  const { stored, number } = await findGroup({ place, actor }, groupId);
  const { waGroupId } = stored;
  const { sessionId } = number;
  const results = await writeGroup<PersonResult[]>({
    ...{ workspaceId, numberId: number.id, sessionId, actor },
    call: (client) => client[calls[act].call]({ sessionId, waGroupId, participants: people }),
    invalidates: groupOperations[calls[act].call].invalidates,
    entry: (answer) => ({
      action: calls[act].action,
      target: groupId,
      details: {
        group: pseudonym(workspaceId, waGroupId),
        ...countOutcomes(workspaceId, answer ?? people.map(unknownFor)),
      },
    }),
  });
  return { results: results ?? people.map(unknownFor) };
}

export const unknownFor = (phone: string): PersonResult => ({
  ...{ phone, outcome: "unknown", reason: null, words: null },
});

/** For the audit: how many, and stand-ins for those with whom it was done. */
export function countOutcomes(workspaceId: string, results: readonly PersonResult[]) {
  const having = (outcome: PersonResult["outcome"]) => results.filter((result) => result.outcome === outcome);
  return {
    asked: results.length,
    done: having("done").length,
    failed: having("failed").length,
    unknown: having("unknown").length,
    people: having("done").map(({ phone }) => pseudonym(workspaceId, phone)),
  };
}
