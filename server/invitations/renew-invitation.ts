import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { invitations } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { digest, newToken } from "#server/core/ids.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { assertRoom, holdWorkspace } from "#server/plans/index.ts";
import { daysFromNow } from "./invite-by-mail.ts";
import { invitationUrl, mailInvitation } from "./jobs.ts";
import { limitInviting, limitResending } from "./limits.ts";
import { assertMayInvite } from "./may-invite.ts";
import { defaultDays } from "./schemas.ts";
import { notEnded, stateOf } from "./state.ts";

type Renewal = { invitationId: string; token: string; actor: Actor; action: `invitation.${string}` };

/**
 * Mails an invitation again, open or expired, with a new token and another week; the link of the first mail is dead.
 * @throws DomainError `invitation.not_found`, `invitation.ended`, `invitation.is_link`, `plan.limit_reached_*`,
 * `invitation.too_many`, `member.rights_changed`, `member.owners_only`
 */
export async function resendInvitation(
  workspaceId: string,
  { invitationId, locale }: { invitationId: string; locale?: string | undefined },
  actor: Actor,
): Promise<void> {
  await limitInviting(workspaceId, actor);
  await limitResending(invitationId);
  await inTenant(workspaceId, async (tx) => {
    // The job makes the token that counts; this one only ends the old.
    const renewal = { invitationId, token: newToken(), actor, action: "invitation.resend" } as const;
    const email = await renew(tx, workspaceId, renewal);
    if (email === null) {
      throw new DomainError(
        "invalid",
        "invitation.is_link",
        "This invitation is a link and goes to nobody in particular. Make a new link and pass it on yourself.",
      );
    }
    await enqueue(
      tx,
      mailInvitation,
      { workspaceId, invitationId, locale: locale ?? null },
      { key: `mail-invitation:${invitationId}` },
    );
  });
}

/**
 * Gives an invitation a new link, to pass on by other means; the old one is dead. The answer is the only time that it is
 * shown.
 * @throws as `resendInvitation`, apart from `invitation.is_link`
 */
export async function renewLink(
  workspaceId: string,
  invitationId: string,
  actor: Actor,
): Promise<{ url: string }> {
  await limitInviting(workspaceId, actor);
  const token = newToken();
  await inTenant(workspaceId, (tx) =>
    renew(tx, workspaceId, { invitationId, token, actor, action: "invitation.renew_link" }),
  );
  return { url: invitationUrl(token) };
}

/** @returns whom it is for, null for a link */
async function renew(
  tx: Transaction,
  workspaceId: string,
  { invitationId, token, actor, action }: Renewal,
): Promise<string | null> {
  const itself = and(eq(invitations.workspaceId, workspaceId), eq(invitations.id, invitationId));
  const [found] = await tx.select().from(invitations).where(itself);
  if (!found) throw notFound("invitation");
  await assertMayInvite(tx, workspaceId, found.role, actor);
  await holdWorkspace(tx, workspaceId);
  const isExpired = stateOf(found) === "expired";
  // An expired one kept no seat.
  if (isExpired && found.email !== null) await assertRoom(tx, workspaceId, "members");
  const renewed = await tx
    .update(invitations)
    .set({ tokenHash: digest(token), expiresAt: daysFromNow(defaultDays), sentAt: null })
    .where(and(notEnded(workspaceId), itself))
    .returning({ id: invitations.id });
  if (renewed.length === 0) throw ended();
  await record(tx, { workspaceId, actor, action, target: invitationId });
  await nudge(tx, workspaceId, "members");
  return found.email;
}

export const ended = () =>
  new DomainError(
    "conflict",
    "invitation.ended",
    "This invitation was accepted or revoked in the meantime. Make a new one if it is still needed.",
  );
