import { eq } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { users } from "#db/schema/index.ts";

/** Somebody at work on their own account: who, in which session, from which address. */
export type Person = { id: string; sessionId: string; ip: string | null };

/** Makes changes to one person's factors wait for one another, so that each sees which are left. */
export async function lockPerson(tx: Queryable, userId: string): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("update");
}
