import { and, eq, isNull } from "drizzle-orm";
import { connections } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { limiter, type MinuteStatus } from "#server/limiter/index.ts";
import { type BudgetStatus, readBudget } from "#server/moltflow/index.ts";
import { arePlansSold } from "#server/plans/index.ts";
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
  if (!tenant) return null;
  const view = viewOf(await readBudget(tenant, caller), tenant.plan, Date.now());
  return arePlansSold() ? withOwnLimit(view, await limiter().look(workspaceId)) : view;
}

/** The smaller of the two limits is the one to look at. */
export function withOwnLimit(view: BudgetView, { limit, remaining, resetMs }: MinuteStatus): BudgetView {
  if (limit.from === "moltflow" || limit.value >= view.perMinute) return view;
  const used = limit.value - remaining;
  const moreAt = resetMs > 0 ? instant(Date.parse(view.readAt) + resetMs) : null;
  const changes = [view.changesAt, moreAt].filter((at) => at !== null);
  return {
    ...view,
    ...{ perMinute: limit.value, limitedBy: limit.from, used, left: remaining, foreign: 0 },
    reason: view.reason ?? (remaining === 0 ? "full" : null),
    changesAt: changes.toSorted()[0] ?? null,
  };
}

const instant = (ms: number) => new Date(ms).toISOString();

export function viewOf(status: BudgetStatus, plan: string | null, nowMs: number): BudgetView {
  const { perMinute, used, foreign, pausedForMs, queue, mine, changesInMs } = status;
  const waiting = queue.send + queue.read + queue.sync + queue.bulk;
  return {
    ...{ perMinute, used, foreign, queue, waiting, plan },
    limitedBy: "moltflow",
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
