import { and, eq, ne, type SQL } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authSessions } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import type { Person } from "./person.ts";
import { recordAccount } from "./record-account.ts";

function revoke(person: Person, which: SQL): Promise<number> {
  return systemDb().transaction(async (tx) => {
    const ended = await tx
      .delete(authSessions)
      .where(and(eq(authSessions.userId, person.id), which))
      .returning({ id: authSessions.id });
    if (ended.length === 0) return 0;
    await nudge(tx, person.id, "access");
    await recordAccount(tx, person, "account.sessions_revoked");
    return ended.length;
  });
}

/** Signs one browser out: its next request is nobody's, and its streams end. @throws DomainError `session.not_found` */
export async function revokeSession(person: Person, sessionId: string): Promise<void> {
  if ((await revoke(person, eq(authSessions.id, sessionId))) === 0) throw notFound("session");
}

/** Signs every other browser out. @returns how many there were */
export const revokeOtherSessions = async (person: Person): Promise<{ ended: number }> => ({
  ended: await revoke(person, ne(authSessions.id, person.sessionId)),
});
