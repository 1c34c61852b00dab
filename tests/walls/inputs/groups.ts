import { listAvailable, listGroups, type Reader } from "#server/groups/reads.ts";
import { watchGroup } from "#server/groups/watch-group.ts";
import type { Desk, DomainInputs } from "./define.ts";

const operator = { kind: "operator" } as const;
const people = ["+15550100000"];

/** The two groups of the desk's number: one that is watched, one that is not. */
async function groupsOf({ workspaceId, numberId }: Desk) {
  const reader: Reader = { place: workspaceId, actor: operator, seesAddresses: true };
  const { groups: available } = await listAvailable(reader, numberId);
  const free = available?.filter(({ watchedAs }) => watchedAs === null) ?? [];
  const [first] = (await listGroups(reader)).groups ?? [];
  const [watched, waGroup] = first ? [first.id, free[0]?.waGroupId] : [null, free[1]?.waGroupId];
  if (watched !== null) return { groupId: watched, waGroup };
  const input = { numberId, waGroup: free[0]?.waGroupId ?? "", mode: "all" as const };
  return { groupId: (await watchGroup(workspaceId, input, operator)).id, waGroup };
}

export const groups: DomainInputs = async (desk) => {
  const { numberId } = desk;
  const { groupId, waGroup } = await groupsOf(desk);
  return {
    "groups.list": {},
    "groups.refresh": {},
    "groups.get": { groupId },
    "groups.look": { groupId },
    "groups.available": { numberId },
    "groups.refreshAvailable": { numberId },
    "groups.messages": { groupId },
    "groups.refreshMessages": { groupId },
    "groups.watch": { numberId, waGroup, mode: "keywords", keywords: ["urgent"] },
    "groups.change": { groupId, mode: "all" },
    "groups.pause": { groupId, isActive: false },
    "groups.create": { numberId, name: "Canary", people },
    "groups.addPeople": { groupId, people },
    "groups.removePeople": { groupId, people },
    "groups.promote": { groupId, people },
    "groups.demote": { groupId, people },
    "groups.unwatch": { groupId },
  };
};
