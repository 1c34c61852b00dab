import { lte } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { budgetTurns } from "#db/schema/index.ts";

/**
 * Forgets turns that tell nothing any more of accounts that nobody calls: calls forget those of their own account, and
 * turns name members. @returns how many
 */
export async function forgetQuietTurns(now: Date): Promise<number> {
  return (await systemDb().delete(budgetTurns).where(lte(budgetTurns.keptUntil, now))).count;
}
