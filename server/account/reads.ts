import { and, asc, desc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authSessions, members, passkeys, totpFactors, workspaces } from "#db/schema/index.ts";
import { isPendingSession } from "#server/auth/index.ts";
import { isActive } from "#server/members/index.ts";
import { deviceOf } from "./device-name.ts";
import { countRecoveryCodes } from "./recovery-codes.ts";
import type { PasskeyView, SecurityView, SessionView } from "./schemas.ts";

/** A person's signed-in browsers, the one that asks first, then by last use. */
export async function listSessions(userId: string, currentId: string): Promise<SessionView[]> {
  const isCurrent = sql<boolean>`${authSessions.id} = ${currentId}`;
  const rows = await systemDb()
    .select({
      id: authSessions.id,
      userAgent: authSessions.userAgent,
      network: authSessions.network,
      createdAt: authSessions.createdAt,
      lastSeenAt: authSessions.lastSeenAt,
      isCurrent,
      isPending: isPendingSession,
    })
    .from(authSessions)
    .where(and(eq(authSessions.userId, userId), gt(authSessions.expires, new Date())))
    .orderBy(desc(isCurrent), sql`coalesce(${authSessions.lastSeenAt}, ${authSessions.createdAt}) desc`)
    .limit(200);
  return rows.map(({ userAgent, createdAt, lastSeenAt, ...row }) => ({
    ...row,
    ...deviceOf(userAgent),
    startedAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }));
}

async function listPasskeys(userId: string): Promise<PasskeyView[]> {
  const rows = await systemDb()
    .select()
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(asc(passkeys.createdAt));
  return rows.map(({ id, name, createdAt, lastUsedAt, backedUp }) => ({
    ...{ id, name, backedUp },
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}

/** Names of the workspaces that let this person in with a second factor only. */
async function requiredBy(userId: string): Promise<string[]> {
  const rows = await systemDb()
    .select({ name: workspaces.name })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.userId, userId), isActive(), eq(workspaces.twoFactorRequired, true)))
    .orderBy(asc(workspaces.name));
  return rows.map(({ name }) => name);
}

/** What protects a person's account. */
export async function readSecurity(userId: string, email: string): Promise<SecurityView> {
  const [[totp], ownPasskeys, recoveryCodesLeft, asking] = await Promise.all([
    systemDb()
      .select({ since: totpFactors.confirmedAt })
      .from(totpFactors)
      .where(and(eq(totpFactors.userId, userId), isNotNull(totpFactors.confirmedAt))),
    listPasskeys(userId),
    countRecoveryCodes(systemDb(), userId),
    requiredBy(userId),
  ]);
  return {
    email,
    totp: totp?.since ? { since: totp.since.toISOString() } : null,
    passkeys: ownPasskeys,
    recoveryCodesLeft,
    requiredBy: asking,
  };
}
