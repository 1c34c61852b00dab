import { inTenant, sightIn } from "#db/tenant.ts";
import { callMoltflow, turnOf } from "#server/connections/index.ts";
import { findGroup, type Reader, viewingOf } from "./reads.ts";
import type { GroupView } from "./schemas.ts";
import { amendGroup, replacing } from "./stored-groups.ts";
import { toGroupView } from "./view.ts";

/**
 * Asks MoltFlow about this one group, after a change whose outcome is unknown say, and keeps what it answers.
 * @throws DomainError `group.not_found`, `moltflow.*`
 */
export async function lookAtGroup(reader: Reader, groupId: string): Promise<GroupView> {
  const { stored, number } = await findGroup(reader, groupId);
  const { workspaceId } = sightIn(reader.place);
  const answer = await callMoltflow(workspaceId, turnOf(reader.actor, "read"), (client) =>
    client.getMonitoredGroup(groupId),
  );
  const now = replacing(stored.sessionId, answer);
  await inTenant(workspaceId, (tx) => amendGroup(tx, workspaceId, now));
  return toGroupView({ stored: now, number }, await viewingOf(reader));
}
