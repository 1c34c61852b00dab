import { and, eq, isNull } from "drizzle-orm";
import { connections } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type BudgetStatus, readBudget } from "#server/moltflow/index.ts";
import type { BudgetView } from "./schemas.ts";

/** The budget that the workspace's calls come from; null while it is not connected. Counts only, so nothing to hide. */
export async function readStatus(workspaceId: string, caller: string | null): Promise<BudgetView | null> {
  const [tenant] = await inTenant(workspaceId, (tx) =>
    tx
      .select({
        baseUrl: connections.baseUrl,
        upstreamTenantId: connections.upstreamTenantId,
        requestsPerMinute: connections.requestsPerMinute,
        plan: connections.plan,
      })
      .from(connections)
      .where(and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt))),
  );
  return tenant ? viewOf(await readBudget(tenant, caller), tenant.plan, Date.now()) : null;
}

const instant = (ms: number) => new Date(ms).toISOString();

export function viewOf(status: BudgetStatus, plan: string | null, nowMs: number): BudgetView {
  const { perMinute, used, foreign, pausedForMs, queue, mine, changesInMs } = status;
  const waiting = queue.send + queue.read + queue.sync + queue.bulk;
  return {
    ...{ perMinute, used, foreign, queue, waiting, plan },
    knownFrom: plan === null ? "unknown" : "plan",
    left: perMinute - used,
    reason: reasonOf(status, waiting),
    pausedUntil: pausedForMs === null ? null : instant(nowMs + pausedForMs),
    mine: mine && { ahead: mine.ahead, at: mine.inMs === null ? null : instant(nowMs + mine.inMs) },
    readAt: instant(nowMs),
    changesAt: changesInMs === null ? null : instant(nowMs + changesInMs),
  };
}

function reasonOf({ perMinute, used, pausedForMs }: BudgetStatus, waiting: number): BudgetView["reason"] {
  if (pausedForMs !== null) return "paused";
  if (waiting === 0) return null;
  return used >= perMinute ? "full" : "queued";
}
