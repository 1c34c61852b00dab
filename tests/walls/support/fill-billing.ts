import type { Transaction } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";

/** Puts something into the tables of what is paid for. */
export async function fillBilling(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.insert(billingAccounts).values({ workspaceId, grantedPlan: "business" }).onConflictDoNothing();
}
