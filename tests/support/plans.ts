import { systemDb } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import type { Limits, PlanId } from "#server/plans/index.ts";

/** Gives a workspace a plan; nothing that it has is frozen or thawed by it. */
export async function setPlan(workspaceId: string, plan: PlanId | null): Promise<void> {
  const set = { grantedPlan: plan };
  await systemDb()
    .insert(billingAccounts)
    .values({ workspaceId, ...set })
    .onConflictDoUpdate({ target: billingAccounts.workspaceId, set });
}

/** Lowers limits of a workspace's plan, in place of those that were lowered before. */
export async function setLimits(workspaceId: string, grantedLimits: Partial<Limits>): Promise<void> {
  const set = { grantedLimits };
  await systemDb()
    .insert(billingAccounts)
    .values({ workspaceId, ...set })
    .onConflictDoUpdate({ target: billingAccounts.workspaceId, set });
}
