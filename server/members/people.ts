import { and, eq, isNotNull, max, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { isOneOf } from "#db/is-one-of.ts";
import { authSessions, passkeys, totpFactors, users } from "#db/schema/index.ts";

/** Somebody as they are in every workspace. */
export type Person = {
  name: string | null;
  email: string;
  image: string | null;
  /** When one of their browsers was last here; null before. */
  lastSeenAt: Date | null;
  hasTwoFactor: boolean;
};

/**
 * People by their ids, whom a tenant transaction has found among the members. By the owner's connection: sessions and
 * factors belong to no workspace, and the policy on `users` looks every member up for a page of fifty.
 */
export async function readPeople(userIds: string[]): Promise<Map<string, Person>> {
  if (userIds.length === 0) return new Map();
  const rows = await systemDb()
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      image: users.image,
      lastSeenAt: max(authSessions.lastSeenAt),
      hasTwoFactor: sql<boolean>`bool_or(${totpFactors.userId} is not null or ${passkeys.userId} is not null)`,
    })
    .from(users)
    .leftJoin(authSessions, eq(authSessions.userId, users.id))
    .leftJoin(totpFactors, and(eq(totpFactors.userId, users.id), isNotNull(totpFactors.confirmedAt)))
    .leftJoin(passkeys, eq(passkeys.userId, users.id))
    .where(isOneOf(users.id, userIds))
    .groupBy(users.id);
  return new Map(rows.map(({ userId, ...person }) => [userId, person]));
}
