import { eq, inArray, sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { budgetTenants, connections } from "#db/schema/index.ts";

/** Has a new minute begin for the account of a connection: nothing is used, nobody waits, no pause. */
export async function startNewMinute(connectionId: string): Promise<void> {
  const keys = systemDb()
    .select({ key: sql<string>`${connections.baseUrl} || ' ' || ${connections.upstreamTenantId}` })
    .from(connections)
    .where(eq(connections.id, connectionId));
  await systemDb().delete(budgetTenants).where(inArray(budgetTenants.key, keys));
}
