import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { members } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import { isActive } from "./active.ts";
import { rolesThatMay } from "./roles.ts";

/**
 * Locks whoever is given something to take care of until commit, so that nobody is removed, suspended or given another
 * role at the same moment.
 * @throws DomainError `member.not_found` for somebody who is no member, is suspended, or does not read the inbox
 */
export async function lockColleague(tx: Transaction, workspaceId: string, userId: string): Promise<void> {
  const [member] = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(
      and(
        eq(members.workspaceId, workspaceId),
        eq(members.userId, userId),
        isActive(),
        inArray(members.role, [...rolesThatMay("inbox.read")]),
      ),
    )
    .for("key share");
  if (!member) throw notFound("member");
}
