import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authSessions, workspaces } from "#db/schema/index.ts";
import { tellSecurity } from "#server/account/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { nudge } from "#server/live/index.ts";
import { assertMayAssign, lockTeam } from "./lock-team.ts";

/**
 * Signs a member out of every browser, for a phone that was lost: their next request is nobody's, and their streams end.
 * They may sign in again; suspend them to keep them out. Sessions belong to no workspace, so it signs them out of their
 * other workspaces too, and they are told.
 * @returns how many sessions ended
 * @throws DomainError `member.not_found`, `member.self`, `member.owners_only`, `member.rights_changed`
 */
export function endSessions(workspaceId: string, userId: string, actor: Actor): Promise<{ ended: number }> {
  return systemDb().transaction(async (tx) => {
    const team = await lockTeam(tx, workspaceId, userId, actor);
    assertMayAssign(team, team.target.role);
    const sessions = await tx
      .delete(authSessions)
      .where(eq(authSessions.userId, userId))
      .returning({ id: authSessions.id });
    const ended = sessions.length;
    if (ended === 0) return { ended };
    const [workspace] = await tx
      .select({ name: workspaces.name })
      .from(workspaces)
      .where(eq(workspaces.id, workspaceId));
    await tellSecurity(tx, userId, { kind: "signed_out", workspace: workspace?.name ?? "" });
    const details = { sessions: ended };
    await record(tx, { workspaceId, actor, action: "member.end_sessions", target: userId, details });
    await nudge(tx, userId, "access");
    await nudge(tx, workspaceId, "members");
    return { ended };
  });
}
