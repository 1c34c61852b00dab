import { and, eq, isNull } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { users } from "#db/schema/index.ts";

/** Writes mails to this person in the language that they chose. */
export async function rememberLocale(userId: string, locale: string): Promise<void> {
  await systemDb().update(users).set({ locale }).where(eq(users.id, userId));
}

/** Writes mails to this person in the language that they see pages in, as long as they have chosen none. */
export async function suggestLocale(userId: string, locale: string): Promise<void> {
  const nobodysChoice = and(eq(users.id, userId), isNull(users.locale));
  await systemDb().update(users).set({ locale }).where(nobodysChoice);
}
