import { and, eq, inArray, lte } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { invitations, members, users } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { digest, newId, newToken } from "#server/core/ids.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { checkRestrictions } from "#server/members/index.ts";
import { assertRoom, holdWorkspace } from "#server/plans/index.ts";
import { mailInvitation } from "./jobs.ts";
import { limitInviting } from "./limits.ts";
import { assertMayInvite } from "./may-invite.ts";
import type { InviteInput, InviteOutcome } from "./schemas.ts";
import { isOpen, notEnded } from "./state.ts";

const dayMs = 24 * 60 * 60_000;
export const daysFromNow = (days: number) => new Date(Date.now() + days * dayMs);

/**
 * Invites people by mail, all of them or none. Who is a member already, or has an open invitation, gets no second one.
 * @throws DomainError `member.rights_changed`, `member.owners_only`, `member.not_restrictable`, `number.not_found`,
 * `plan.limit_reached_*`, `invitation.too_many`
 */
export async function inviteByMail(
  workspaceId: string,
  input: InviteInput,
  actor: Actor,
): Promise<InviteOutcome[]> {
  await limitInviting(workspaceId, actor);
  return inTenant(workspaceId, async (tx) => {
    await assertMayInvite(tx, workspaceId, input.role, actor);
    const restrictions = await checkRestrictions(tx, workspaceId, input.role, input.restrictions);
    await holdWorkspace(tx, workspaceId);
    const known = await findKnown(tx, workspaceId, input.emails);
    const wanted = input.emails.filter((email) => !known.has(email));
    await assertRoom(tx, workspaceId, "members", wanted.length);
    await retireExpired(tx, workspaceId, wanted);
    for (const email of wanted)
      await addInvitation(tx, workspaceId, { ...input, restrictions, email }, actor);
    await nudge(tx, workspaceId, "members");
    return input.emails.map((email) => ({ email, outcome: known.get(email) ?? "invited" }));
  });
}

async function findKnown(tx: Transaction, workspaceId: string, emails: string[]) {
  const invited = await tx
    .select({ email: invitations.email })
    .from(invitations)
    .where(and(isOpen(workspaceId), inArray(invitations.email, emails)));
  const joined = await tx
    .select({ email: users.email })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .where(and(eq(members.workspaceId, workspaceId), inArray(users.email, emails)));
  return new Map<string, InviteOutcome["outcome"]>([
    ...invited.map(({ email }) => [email ?? "", "already_invited"] as const),
    ...joined.map(({ email }) => [email, "already_member"] as const),
  ]);
}

/** Makes room for a new invitation to the same address: only one that has not ended may be there. */
async function retireExpired(tx: Transaction, workspaceId: string, emails: string[]): Promise<void> {
  await tx
    .update(invitations)
    .set({ revokedAt: new Date() })
    .where(
      and(notEnded(workspaceId), lte(invitations.expiresAt, new Date()), inArray(invitations.email, emails)),
    );
}

async function addInvitation(
  tx: Transaction,
  workspaceId: string,
  { email, role, restrictions, expiresInDays, locale }: InviteInput & { email: string },
  actor: Actor,
): Promise<void> {
  const id = newId();
  await tx.insert(invitations).values({
    ...{ workspaceId, id, email, role, restrictions, maxUses: 1 },
    // Nobody knows this one: the job that mails the invitation makes the token that counts.
    tokenHash: digest(newToken()),
    invitedBy: "userId" in actor ? actor.userId : null,
    expiresAt: daysFromNow(expiresInDays),
  });
  // The address stays out of the audit, which nobody can erase from; the invitation has it.
  const details = { by: "mail", role, restrictions, expiresInDays };
  await record(tx, { workspaceId, actor, action: "invitation.create", target: id, details });
  await enqueue(tx, mailInvitation, { workspaceId, invitationId: id, locale: locale ?? null });
}
