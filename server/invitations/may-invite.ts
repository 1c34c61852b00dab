import type { Transaction } from "#db/client.ts";
import type { Actor } from "#server/audit/index.ts";
import {
  lockActingRole,
  may,
  mayAssign,
  ownersOnly,
  type Role,
  rightsChanged,
} from "#server/members/index.ts";

/**
 * Whether whoever acts may make somebody a `role`; their own stays as it is until commit.
 * @throws DomainError forbidden `member.rights_changed` or `member.owners_only`
 */
export async function assertMayInvite(
  tx: Transaction,
  workspaceId: string,
  role: Role,
  actor: Actor,
): Promise<void> {
  const actingRole = await lockActingRole(tx, workspaceId, actor);
  if (!may(actingRole, "members.manage")) throw rightsChanged();
  if (!mayAssign(actingRole, null, role)) throw ownersOnly();
}
