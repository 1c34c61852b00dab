import { and, asc, eq, not } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { members, users } from "#db/schema/index.ts";
import { hasTwoFactor } from "#server/auth/index.ts";
import { isActive } from "#server/members/index.ts";
import type { SecondFactorsView } from "./schemas.ts";

/** Longer lists help nobody; the count says how many more there are. */
const listed = 100;

/**
 * Who lacks a second factor in this workspace. As the owner of the tables, because people's factors are no rows of a
 * workspace and no tenant's transaction may read them.
 */
export async function readSecondFactors({
  id: workspaceId,
  twoFactorRequired,
}: {
  id: string;
  twoFactorRequired: boolean;
}): Promise<SecondFactorsView> {
  const active = and(eq(members.workspaceId, workspaceId), isActive());
  const lacking = and(active, not(hasTwoFactor(members.userId)));
  const [total, without, people] = await Promise.all([
    systemDb().$count(members, active),
    systemDb().$count(members, lacking),
    systemDb()
      .select({ userId: users.id, name: users.name, email: users.email, role: members.role })
      .from(members)
      .innerJoin(users, eq(users.id, members.userId))
      .where(lacking)
      .orderBy(asc(users.email))
      .limit(listed),
  ]);
  return { required: twoFactorRequired, members: total, without, people };
}
