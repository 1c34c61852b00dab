import type { Holding } from "#db/holding.ts";
import { billingAccounts } from "#db/schema/index.ts";

export const billingHoldings: readonly Holding[] = [
  {
    table: billingAccounts,
    kept: "workspace",
    seenBy: "managers",
    exported: {
      columns: {
        status: billingAccounts.status,
        plan: billingAccounts.plan,
        interval: billingAccounts.interval,
        seats: billingAccounts.seats,
        periodEnd: billingAccounts.periodEnd,
        cancelAt: billingAccounts.cancelAt,
        trialEnd: billingAccounts.trialEnd,
        trialUsedAt: billingAccounts.trialUsedAt,
        grantedPlan: billingAccounts.grantedPlan,
        grantedLimits: billingAccounts.grantedLimits,
        createdAt: billingAccounts.createdAt,
      },
    },
    contact: { nothing: "It tells of the workspace's own plan." },
  },
];
