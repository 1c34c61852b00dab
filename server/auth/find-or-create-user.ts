import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import { emailSchema } from "./email-address.ts";

/** The person with this address, made if there is none yet: for operators, who name people before they sign in. */
export async function findOrCreateUser(address: string): Promise<{ id: string; email: string }> {
  const email = emailSchema.parse(address);
  await systemDb().insert(users).values({ id: newId(), email }).onConflictDoNothing();
  const [user] = await systemDb()
    .select({ id: users.id, email: users.email })
    .from(users)
    .where(eq(users.email, email));
  if (!user) throw new Error("A person who was just added is not there.");
  return user;
}
