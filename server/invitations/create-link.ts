import { invitations } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { digest, newId, newToken } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { checkRestrictions } from "#server/members/index.ts";
import { daysFromNow } from "./invite-by-mail.ts";
import { invitationUrl } from "./jobs.ts";
import { limitInviting } from "./limits.ts";
import { assertMayInvite } from "./may-invite.ts";
import type { CreateLinkInput } from "./schemas.ts";

/**
 * Makes a link that lets several people in. The answer is the only time that it is shown.
 * @throws DomainError `member.rights_changed`, `member.owners_only`, `member.not_restrictable`, `number.not_found`,
 * `invitation.too_many`
 */
export async function createLink(
  workspaceId: string,
  { role, allowedDomains, maxUses, expiresInDays, ...input }: CreateLinkInput,
  actor: Actor,
): Promise<{ id: string; url: string }> {
  await limitInviting(workspaceId, actor);
  const id = newId();
  const token = newToken();
  await inTenant(workspaceId, async (tx) => {
    await assertMayInvite(tx, workspaceId, role, actor);
    const restrictions = await checkRestrictions(tx, workspaceId, role, input.restrictions);
    await tx.insert(invitations).values({
      ...{ workspaceId, id, role, restrictions, allowedDomains, maxUses },
      tokenHash: digest(token),
      invitedBy: "userId" in actor ? actor.userId : null,
      expiresAt: daysFromNow(expiresInDays),
    });
    const details = { by: "link", role, restrictions, allowedDomains, maxUses, expiresInDays };
    await record(tx, { workspaceId, actor, action: "invitation.create", target: id, details });
    await nudge(tx, workspaceId, "members");
  });
  return { id, url: invitationUrl(token) };
}
