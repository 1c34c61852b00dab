import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { notFound } from "#server/core/errors.ts";
import { mayEnter } from "./active.ts";
import { setRights } from "./change-member.ts";
import { lockTeam, rightsChanged } from "./lock-team.ts";
import { may, unrestricted } from "./roles.ts";

/**
 * Makes another member an owner and the owner who asks for it an admin.
 * @throws DomainError `member.not_found` for somebody who is no member, may not enter, or asks for themselves,
 * `member.rights_changed`
 */
export function transferOwnership(workspaceId: string, userId: string, actor: Actor): Promise<void> {
  return inTenant(workspaceId, async (tx) => {
    const { target, acting } = await lockTeam(tx, workspaceId, userId, actor);
    if (!acting || !may(acting.role, "workspace.transfer")) throw rightsChanged();
    if (target === acting || !mayEnter(target)) throw notFound("member");
    await setRights(tx, target, { role: "owner", ...unrestricted }, actor);
    await setRights(tx, acting, { role: "admin", ...unrestricted }, actor);
    await record(tx, {
      workspaceId,
      actor,
      action: "workspace.transfer",
      target: userId,
      details: { before: { role: target.role }, after: { role: "owner" }, formerOwnerIsNow: "admin" },
    });
  });
}
