import { sql } from "drizzle-orm";
import { systemDb, type Transaction } from "./client.ts";
import { tenantRole } from "./schema/columns.ts";

/**
 * Runs `work` in a transaction that has dropped to the tenant role and sees only this workspace's rows, whatever its
 * queries forget to say. Throw to roll back.
 */
export function inTenant<T>(workspaceId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return systemDb().transaction(async (tx) => {
    // Both settings in one round trip; `true` ends them with the transaction.
    await tx.execute(
      sql`select set_config('app.workspace_id', ${workspaceId}, true), set_config('role', ${tenantRole.name}, true)`,
    );
    return work(tx);
  });
}
