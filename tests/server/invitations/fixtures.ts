import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { invitations } from "#db/schema/index.ts";
import { digest, newId, newToken } from "#server/core/ids.ts";
import { type Restrictions, type Role, unrestricted } from "#server/members/index.ts";
import { callerOf } from "#tests/support/callers.ts";
import { makeUser } from "#tests/support/factories.ts";
import { setLimits } from "#tests/support/plans.ts";
import { join, type Team } from "../members/fixtures.ts";

type Values = Partial<Omit<typeof invitations.$inferInsert, "restrictions">> & {
  role?: Role;
  restrictions?: Restrictions;
};

const inAnHour = () => new Date(Date.now() + 3_600_000);

/** An open invitation, a link for one person unless `values` say otherwise, with its token. */
export async function makeInvitation({ workspaceId, ownerId }: Team, values: Values = {}) {
  const [id, token] = [newId(), newToken()];
  await systemDb()
    .insert(invitations)
    .values({
      ...{ workspaceId, id, role: "agent" as const, restrictions: unrestricted, maxUses: 1 },
      ...{ invitedBy: ownerId, expiresAt: inAnHour() },
      ...values,
      tokenHash: digest(token),
    });
  return { id, token };
}

/** Somebody who is signed in, with a fresh account. */
export async function makePerson(email?: string) {
  const person = await makeUser(email);
  return { ...person, api: await callerOf(person) };
}

export async function invitationRow(id: string) {
  const [row] = await systemDb().select().from(invitations).where(eq(invitations.id, id));
  if (!row) throw new Error("This invitation is not there.");
  return row;
}

/** So many members and invitations are in the plan. */
export const setSeats = ({ workspaceId }: Team, seats: number) => setLimits(workspaceId, { members: seats });

export { join, type Team };
