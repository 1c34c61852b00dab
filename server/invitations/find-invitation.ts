import { and, eq } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { invitations, members, users, workspaces } from "#db/schema/index.ts";
import { digest } from "#server/core/ids.ts";
import { freeSeats, readSeats } from "./seats.ts";
import { stateOf } from "./state.ts";
import { type Verdict, verdictOn } from "./verdict.ts";

export type InvitationKey = { workspaceId: string; id: string };

/** Which invitation a token is for; null for one that nobody has, or has no more. Whoever holds it is no member yet. */
export async function findByToken(token: string): Promise<InvitationKey | null> {
  const [found] = await systemDb()
    .select({ workspaceId: invitations.workspaceId, id: invitations.id })
    .from(invitations)
    .where(eq(invitations.tokenHash, digest(token)));
  return found ?? null;
}

/** Who holds a token; null when they have not signed in. */
export type Holder = { id: string; email: string } | null;

export type JudgedInvitation = typeof invitations.$inferSelect & {
  workspace: { slug: string; name: string };
  /** Name or address; null when they are no member any more. */
  inviter: string | null;
  verdict: Verdict;
};

/** An invitation with what it means to its holder. */
export async function judgeInvitation(
  tx: Transaction,
  { workspaceId, id }: InvitationKey,
  holder: Holder,
): Promise<JudgedInvitation | null> {
  const [row] = await tx
    .select({
      invitation: invitations,
      workspace: { slug: workspaces.slug, name: workspaces.name },
      inviterName: users.name,
      inviterEmail: users.email,
    })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(and(eq(invitations.workspaceId, workspaceId), eq(invitations.id, id)));
  if (!row) return null;
  const { invitation, workspace } = row;
  // The holder's own open invitation has kept them a seat.
  const seats = await readSeats(tx, workspaceId, holder?.email);
  const verdict = verdictOn({
    state: stateOf(invitation),
    ...{ email: invitation.email, allowedDomains: invitation.allowedDomains },
    freeSeats: freeSeats(seats),
    holder: holder?.email ?? null,
    isMember: holder !== null && (await isMember(tx, workspaceId, holder.id)),
  });
  return { ...invitation, workspace, inviter: row.inviterName ?? row.inviterEmail, verdict };
}

async function isMember(tx: Transaction, workspaceId: string, userId: string): Promise<boolean> {
  const own = and(eq(members.workspaceId, workspaceId), eq(members.userId, userId));
  return (await tx.$count(members, own)) > 0;
}
