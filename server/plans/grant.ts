import { sql } from "drizzle-orm";
import { systemDb } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { fitToPlan } from "./freeze.ts";
import type { LimitName, PlanId } from "./plans.ts";

/** An operator's gift; `plan: null` takes it back. Limits that are set can only lower what the plan has. */
export type Grant = { plan: PlanId | null; limits: Partial<Record<LimitName, number>> };

/** Gives a workspace a plan that nobody pays for, and limits of its own, in place of what was given before. */
export async function grantPlan(workspaceId: string, { plan, limits }: Grant, actor: Actor): Promise<void> {
  await systemDb().transaction(async (tx) => {
    const granted = { grantedPlan: plan, grantedLimits: limits };
    await tx
      .insert(billingAccounts)
      .values({ workspaceId, ...granted, version: 1 })
      .onConflictDoUpdate({
        target: billingAccounts.workspaceId,
        set: { ...granted, version: sql`${billingAccounts.version} + 1` },
      });
    const details = { plan: plan ?? "none", limits };
    await record(tx, { workspaceId, actor, action: "billing.grant", target: workspaceId, details });
    await fitToPlan(tx, workspaceId, actor);
  });
}
