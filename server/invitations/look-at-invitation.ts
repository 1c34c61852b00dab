import { inTenant } from "#db/tenant.ts";
import type { Role } from "#server/members/index.ts";
import { findByToken, type Holder, judgeInvitation } from "./find-invitation.ts";
import { limitLooking } from "./limits.ts";
import { maskAddress, type Verdict } from "./verdict.ts";

/** What the page of an invitation shows. Of a token that nobody has it knows nothing. */
export type InvitationLook =
  | { verdict: "unknown" }
  | {
      verdict: Verdict;
      workspace: string;
      /** Where a member goes; null for everybody else. */
      slug: string | null;
      inviter: string | null;
      role: Role;
      /** Whom it was mailed to, mostly hidden; null for a link. */
      address: string | null;
      allowedDomains: string[] | null;
      /** ISO 8601. */
      expiresAt: string;
    };

/**
 * Looks at an invitation and changes nothing: scanners of mail look too.
 * @throws DomainError limited `invitation.too_many`
 */
export async function lookAtInvitation(token: string, holder: Holder, ip: string): Promise<InvitationLook> {
  await limitLooking(ip);
  const key = await findByToken(token);
  const found = key && (await inTenant(key.workspaceId, (tx) => judgeInvitation(tx, key, holder)));
  if (!found) return { verdict: "unknown" };
  const { verdict, workspace, inviter, role, email, allowedDomains, expiresAt } = found;
  return {
    ...{ verdict, inviter, role, allowedDomains },
    workspace: workspace.name,
    slug: verdict === "member" ? workspace.slug : null,
    address: email === null ? null : maskAddress(email),
    expiresAt: expiresAt.toISOString(),
  };
}
