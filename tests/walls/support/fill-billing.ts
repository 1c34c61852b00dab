import type { Transaction } from "#db/client.ts";
import { billingAccounts, usageCallers, usageCursors, usageDays } from "#db/schema/index.ts";

/** Puts something into the tables of what is paid for. */
export async function fillBilling(tx: Transaction, workspaceId: string): Promise<void> {
  await tx.insert(billingAccounts).values({ workspaceId, grantedPlan: "business" }).onConflictDoNothing();
  const day = "2026-11-27";
  await tx.insert(usageDays).values({ workspaceId, day, events: 1 });
  await tx.insert(usageCallers).values({ workspaceId, day, lane: "workspace", calls: 1 });
  await tx.insert(usageCursors).values({ workspaceId, throughSeq: 1 });
}
