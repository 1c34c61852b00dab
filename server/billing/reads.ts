import type { Transaction } from "#db/client.ts";
import { inTenant } from "#db/tenant.ts";
import {
  arePlansSold,
  countFrozen,
  type LimitName,
  limitNames,
  readLimits,
  usedOf,
  type WorkspaceLimits,
} from "#server/plans/index.ts";
import { type Account, findAccount } from "./account.ts";
import type { BillingNews, BillingView } from "./schemas.ts";

const iso = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

function subscriptionOf(account: Account | undefined): BillingView["subscription"] {
  if (!account?.status) return null;
  const { status, plan, interval, seats, nextPlan, nextPlanAt, endReason } = account;
  return {
    ...{ status, plan, interval, seats, endReason },
    periodEnd: iso(account.periodEnd),
    cancelAt: iso(account.cancelAt),
    trialEnd: iso(account.trialEnd),
    pastDueSince: iso(account.pastDueSince),
    next: nextPlan && nextPlanAt ? { plan: nextPlan, at: nextPlanAt.toISOString() } : null,
  };
}

async function withUse(
  tx: Transaction,
  workspaceId: string,
  limits: WorkspaceLimits["limits"],
): Promise<BillingView["limits"]> {
  const entries: [LimitName, BillingView["limits"][LimitName]][] = [];
  // One connection serves the whole transaction, so one after the other.
  for (const name of limitNames) {
    entries.push([name, { ...limits[name], used: await usedOf(tx, workspaceId, name) }]);
  }
  return Object.fromEntries(entries) as BillingView["limits"];
}

/** How a workspace stands: its plan, what that allows and how much is used. Asks our tables only. */
export function readBilling(workspaceId: string): Promise<BillingView> {
  return inTenant(workspaceId, async (tx) => {
    const account = await findAccount(tx, workspaceId);
    const { plan, access, graceUntil, sold, granted, moltflowPlan, limits } = await readLimits(
      tx,
      workspaceId,
    );
    return {
      ...{ plan, access, sold, granted, moltflowPlan },
      graceUntil: iso(graceUntil),
      limits: await withUse(tx, workspaceId, limits),
      subscription: subscriptionOf(account),
      hasCustomer: Boolean(account?.customerId),
      trialAvailable: !account?.trialUsedAt,
      trouble: account?.trouble ?? null,
      syncedAt: iso(account?.syncedAt),
    };
  });
}

/** What a page tells everybody; null while all is well, or nothing is sold. Read with each page, so kept small. */
export async function readBillingNews(workspaceId: string): Promise<BillingNews | null> {
  if (!arePlansSold()) return null;
  return inTenant(workspaceId, async (tx) => {
    const { access, graceUntil } = await readLimits(tx, workspaceId);
    const base = { graceUntil: iso(graceUntil), frozen: 0 };
    if (access === "grace") return { ...base, kind: "grace" };
    if (access === "read_only") return { ...base, kind: "readOnly" };
    const frozen = await countFrozen(tx, workspaceId);
    return frozen > 0 ? { ...base, kind: "frozen", frozen } : null;
  });
}
