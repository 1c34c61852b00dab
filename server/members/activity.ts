import { and, eq, inArray, isNotNull, max, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { authSessions, passkeys, totpFactors, users } from "#db/schema/index.ts";

export type Activity = { lastSeenAt: Date | null; hasTwoFactor: boolean };

/**
 * When people were last here, and whether they have a second factor. Sessions and factors belong to no workspace, so
 * the owner's connection reads them, for members that a tenant transaction has found.
 */
export async function readActivity(userIds: string[]): Promise<Map<string, Activity>> {
  if (userIds.length === 0) return new Map();
  const rows = await systemDb()
    .select({
      userId: users.id,
      lastSeenAt: max(authSessions.lastSeenAt),
      hasTwoFactor: sql<boolean>`bool_or(${totpFactors.userId} is not null or ${passkeys.userId} is not null)`,
    })
    .from(users)
    .leftJoin(authSessions, eq(authSessions.userId, users.id))
    .leftJoin(totpFactors, and(eq(totpFactors.userId, users.id), isNotNull(totpFactors.confirmedAt)))
    .leftJoin(passkeys, eq(passkeys.userId, users.id))
    .where(inArray(users.id, userIds))
    .groupBy(users.id);
  return new Map(rows.map(({ userId, ...activity }) => [userId, activity]));
}
