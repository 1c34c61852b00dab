import { isDeepStrictEqual } from "node:util";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { members, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { tellSecurity } from "#server/account/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { revokeInvitationsOf } from "#server/invitations/index.ts";
import { nudge } from "#server/live/index.ts";
import { fitSoon } from "#server/plans/index.ts";
import { checkRestrictions } from "./check-restrictions.ts";
import { assertMayAssign, assertOwnerRemains, lockTeam, type MemberRow } from "./lock-team.ts";
import { isRaise, isRestrictable, type Restrictions, type Role, unrestricted } from "./roles.ts";
import type { ChangeMemberInput } from "./schemas.ts";

type Rights = Restrictions & { role: Role };

const rightsOf = ({ role, onlyNumbers, assignedOnly, hidePhones, noExport }: MemberRow): Rights => ({
  ...{ role, onlyNumbers, assignedOnly, hidePhones, noExport },
});

/**
 * Gives a member another role, other restrictions, or both. A role that cannot be restricted lifts them all.
 * @throws DomainError `member.not_found`, `member.self`, `member.owners_only`, `member.last_owner`,
 * `member.rights_changed`, `member.not_restrictable`, `number.not_found`
 */
export function changeMember(workspaceId: string, input: ChangeMemberInput, actor: Actor): Promise<void> {
  const { userId, role } = input;
  return inTenant(workspaceId, async (tx) => {
    const team = await lockTeam(tx, workspaceId, userId, actor);
    assertMayAssign(team, role);
    if (role !== "owner") assertOwnerRemains(team);
    const before = rightsOf(team.target);
    const kept = isRestrictable(role) ? before : unrestricted;
    const { onlyNumbers, assignedOnly, hidePhones, noExport } = input.restrictions
      ? await checkRestrictions(tx, workspaceId, role, input.restrictions)
      : kept;
    const after = { role, onlyNumbers, assignedOnly, hidePhones, noExport };
    if (isDeepStrictEqual(before, after)) return;
    await setRights(tx, team.target, after, actor);
    await record(tx, {
      workspaceId,
      actor,
      action: "member.change",
      target: userId,
      details: { before, after },
    });
  });
}

/** Writes a member's rights, and takes back what they may not give to others any more. */
export async function setRights(
  tx: Transaction,
  target: MemberRow,
  rights: Rights,
  actor: Actor,
): Promise<void> {
  const { workspaceId, userId } = target;
  await tx
    .update(members)
    // An owner always has a seat; somebody else may lose theirs for it.
    .set({ ...rights, ...(rights.role === "owner" && { frozenAt: null }) })
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  await revokeInvitationsOf(tx, { workspaceId, userId, role: rights.role }, actor);
  if (isRaise(target.role, rights.role)) await tellOfRaise(tx, target, rights.role);
  await fitSoon(tx, workspaceId);
  await nudge(tx, workspaceId, "members");
  await nudge(tx, workspaceId, "access");
}

/** Somebody who may suddenly do more should hear it, also when it was a thief who raised them. */
async function tellOfRaise(tx: Transaction, { workspaceId, userId }: MemberRow, role: Role): Promise<void> {
  const [workspace] = await tx
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId));
  if (workspace) await tellSecurity(tx, userId, { kind: "role_raised", workspace: workspace.name, role });
}
