import { eq } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";

/** The language that mails to this person are written in. */
export async function rememberLocale(userId: string, locale: string): Promise<void> {
  await systemDb().update(users).set({ locale }).where(eq(users.id, userId));
}
