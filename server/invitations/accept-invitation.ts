import { and, eq, lt, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { invitations, members } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { holdWorkspace } from "#server/plans/index.ts";
import { lastEventSeq } from "#server/workspaces/index.ts";
import {
  findByToken,
  type InvitationKey,
  type JudgedInvitation,
  judgeInvitation,
} from "./find-invitation.ts";
import { limitAccepting } from "./limits.ts";
import { isOpen, keepsSeat } from "./state.ts";
import { maskAddress } from "./verdict.ts";

/**
 * Makes whoever holds an invitation a member. A member already is led to the workspace, and nothing is used up.
 * @throws DomainError `invitation.not_found` for a token that nobody has; `invitation.expired`, `.revoked`, `.accepted`,
 * `.other_account`, `.other_domain`, `.full`; limited `invitation.too_many`
 */
export async function acceptInvitation(
  token: string,
  holder: { id: string; email: string },
  ip: string | null,
): Promise<{ slug: string }> {
  await limitAccepting(holder.id);
  const key = await findByToken(token);
  if (!key) throw notFound("invitation");
  const { workspaceId } = key;
  // What came before them is not news to them.
  const seenSeq = await lastEventSeq(workspaceId);
  return inTenant(workspaceId, async (tx) => {
    await holdWorkspace(tx, workspaceId);
    await lockInvitation(tx, key);
    const invitation = await judgeInvitation(tx, key, holder);
    if (!invitation) throw notFound("invitation");
    const { slug } = invitation.workspace;
    const { verdict } = invitation;
    if (verdict === "member") return { slug };
    if (verdict !== "ready") throw refusal(invitation, verdict);
    await takeOneUse(tx, invitation);
    await join(tx, invitation, { userId: holder.id, seenSeq });
    await endOwnInvitation(tx, workspaceId, holder.email);
    await recordJoin(tx, invitation, {
      kind: "member",
      userId: holder.id,
      ...(ip !== null && { ip }),
    });
    return { slug };
  });
}

/** So that whoever comes second is told what the first one did: accepted, revoked, renewed. */
async function lockInvitation(tx: Transaction, { workspaceId, id }: InvitationKey): Promise<void> {
  await tx
    .select({ id: invitations.id })
    .from(invitations)
    .where(and(eq(invitations.workspaceId, workspaceId), eq(invitations.id, id)))
    .for("update");
}

/** The condition, and not what was read before, decides who gets the last use. */
async function takeOneUse(tx: Transaction, invitation: JudgedInvitation): Promise<void> {
  const { workspaceId, id } = invitation;
  const { uses, maxUses } = invitations;
  const used = await tx
    .update(invitations)
    .set({
      uses: sql`${uses} + 1`,
      acceptedAt: sql`case when ${uses} + 1 >= ${maxUses} then now() end`,
    })
    .where(and(isOpen(workspaceId), eq(invitations.id, id), lt(uses, maxUses)))
    .returning({ id: invitations.id });
  if (used.length === 0) throw refusal(invitation, "accepted");
}

async function join(
  tx: Transaction,
  { workspaceId, role, restrictions }: JudgedInvitation,
  member: { userId: string; seenSeq: number },
): Promise<void> {
  await tx.insert(members).values({ workspaceId, role, ...restrictions, ...member });
}

/** Who came in by a link needs the mailed invitation no more; its seat is free again. */
async function endOwnInvitation(tx: Transaction, workspaceId: string, email: string): Promise<void> {
  await tx
    .update(invitations)
    .set({ acceptedAt: new Date() })
    .where(and(keepsSeat(workspaceId), eq(invitations.email, email)));
}

async function recordJoin(tx: Transaction, invitation: JudgedInvitation, actor: Actor): Promise<void> {
  const { workspaceId, id, role, restrictions, email } = invitation;
  const userId = "userId" in actor && actor.userId !== null ? actor.userId : "";
  const details = { invitationId: id, by: email === null ? "link" : "mail", role, restrictions };
  await record(tx, { workspaceId, actor, action: "member.join", target: userId, details });
  await nudge(tx, workspaceId, "members");
}

const words = {
  expired: "This invitation has expired. Ask whoever invited you for a new one.",
  revoked: "This invitation was revoked. Ask whoever invited you whether it was meant to be.",
  accepted: "This invitation was used already. Ask whoever invited you for a new one.",
  other_account: "This invitation is for another address. Sign out, then sign in with that address.",
  other_domain: "This link is only for people with an address at certain domains. Sign in with one of those.",
  signed_out: "Sign in to accept this invitation.",
  full: "This workspace has no free seat. Ask whoever invited you to make room, then try again.",
} as const;

function refusal({ email, allowedDomains }: JudgedInvitation, verdict: keyof typeof words): DomainError {
  const params = {
    ...(email !== null && { address: maskAddress(email) }),
    ...(allowedDomains && { domains: allowedDomains.join(", ") }),
  };
  return new DomainError("forbidden", `invitation.${verdict}`, words[verdict], { params });
}
