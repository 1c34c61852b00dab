import { and, asc, eq, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { apiTokens, chats, members } from "#db/schema/index.ts";
import type { Actor } from "#server/audit/index.ts";
import { notFound } from "#server/core/errors.ts";
import { revokeInvitationsOf } from "#server/invitations/index.ts";
import { nudge, type Topic } from "#server/live/index.ts";
import { fitSoon } from "#server/plans/index.ts";
import { lockColleague } from "./lock-colleague.ts";
import type { MemberRow } from "./lock-team.ts";

/** What went with a membership, for the audit. */
export type Ended = { role: string; chats: number; handedOverTo: string | null; tokens: number };

/**
 * Ends a membership in the caller's transaction: chats go to whoever takes over or to nobody, tokens and open
 * invitations end. What they wrote and did stays.
 * @throws DomainError `member.not_found` when `handOverTo` cannot take the chats
 */
export async function endMembership(
  tx: Transaction,
  { workspaceId, userId, role }: MemberRow,
  handOverTo: string | null,
  actor: Actor,
): Promise<Ended> {
  const chats = await handOver(tx, workspaceId, userId, handOverTo);
  const tokens = await tx
    .update(apiTokens)
    .set({ revokedAt: new Date() })
    .where(
      and(eq(apiTokens.workspaceId, workspaceId), eq(apiTokens.userId, userId), isNull(apiTokens.revokedAt)),
    )
    .returning({ id: apiTokens.id });
  await revokeInvitationsOf(tx, { workspaceId, userId, role: null }, actor);
  await tx.delete(members).where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  await fitSoon(tx, workspaceId);
  const topics: Topic[] = ["members", "access", "chats", "tokens"];
  for (const topic of topics) await nudge(tx, workspaceId, topic);
  return { role, chats, handedOverTo: handOverTo, tokens: tokens.length };
}

async function handOver(
  tx: Transaction,
  workspaceId: string,
  from: string,
  to: string | null,
): Promise<number> {
  const theirs = and(eq(chats.workspaceId, workspaceId), eq(chats.assigneeId, from));
  const give = async (assigneeId: string | null, assignedAt: Date | null) => {
    // In the order in which everybody takes several chats, or news of two of them and this would wait for each other.
    await tx.select({ id: chats.id }).from(chats).where(theirs).orderBy(asc(chats.id)).for("no key update");
    const given = await tx
      .update(chats)
      .set({ assigneeId, assignedAt })
      .where(theirs)
      .returning({ id: chats.id });
    return given.length;
  };
  if (to === null) return give(null, null);
  if (to === from) throw notFound("member");
  await lockColleague(tx, workspaceId, to);
  return give(to, new Date());
}
