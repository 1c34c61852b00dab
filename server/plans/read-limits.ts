import { and, eq, isNull } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { billingAccounts, connections } from "#db/schema/index.ts";
import { env } from "#server/core/env.ts";
import { moltflowPlans, sharedLimits } from "./moltflow-plans.ts";
import { isPlanId, type LimitName, limitNames, type PlanId } from "./plans.ts";
import { limitsOf, type Standing, standingOf } from "./standing.ts";

/** One limit and where it comes from; the smallest of the three holds. */
export type EffectiveLimit = {
  value: number;
  from: "plan" | "moltflow" | "operator";
  plan: number;
  /** Null where MoltFlow has no say, or none is connected. */
  moltflow: number | null;
  operator: number | null;
};

export type WorkspaceLimits = Standing & {
  /** Whether this installation sells plans; if not, everybody has the biggest. */
  sold: boolean;
  /** The plan is an operator's gift. */
  granted: boolean;
  /** Rises when any of this changes by billing. */
  version: number;
  /** The connected MoltFlow account's plan, as MoltFlow calls it. */
  moltflowPlan: string | null;
  limits: Record<LimitName, EffectiveLimit>;
};

/** Whether this installation sells plans. */
export const arePlansSold = (): boolean => env().STRIPE_SECRET_KEY !== undefined;

async function readAccount(db: Queryable, workspaceId: string) {
  const [account] = await db
    .select()
    .from(billingAccounts)
    .where(eq(billingAccounts.workspaceId, workspaceId));
  return account;
}

async function readMoltflow(db: Queryable, workspaceId: string) {
  const [connection] = await db
    .select({ plan: connections.plan, requestsPerMinute: connections.requestsPerMinute })
    .from(connections)
    .where(and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt)));
  return connection;
}

type Account = NonNullable<Awaited<ReturnType<typeof readAccount>>>;
type Moltflow = Awaited<ReturnType<typeof readMoltflow>>;

function standing(account: Account | undefined, now: Date): Standing & { granted: boolean } {
  const granted = account?.grantedPlan ?? (arePlansSold() ? null : ("business" satisfies PlanId));
  if (granted) {
    return { plan: granted, access: "full", graceUntil: null, seats: null, granted: arePlansSold() };
  }
  if (!account) return { plan: "free", access: "full", graceUntil: null, seats: null, granted: false };
  return { ...standingOf(account, now), granted: false };
}

/** What MoltFlow allows; of a plan that we do not know, only what it told us itself. */
function moltflowLimit(name: LimitName, moltflow: Moltflow): number | null {
  if (!moltflow || !(sharedLimits as readonly LimitName[]).includes(name)) return null;
  if (name === "requestsPerMinute") return moltflow.requestsPerMinute;
  const plan = moltflow.plan?.toLowerCase() ?? "";
  return isPlanId(plan) ? moltflowPlans[plan].numbers : null;
}

/** Of three limits the smallest holds; between equals, ours is named. */
export function smallest(plan: number, moltflow: number | null, operator: number | null): EffectiveLimit {
  const value = Math.min(plan, moltflow ?? plan, operator ?? plan);
  const from = value === plan ? "plan" : value === moltflow ? "moltflow" : "operator";
  return { value, from, plan, moltflow, operator };
}

/** What a workspace may do now: its plan, MoltFlow's, and what an operator set. */
export async function readLimits(
  db: Queryable,
  workspaceId: string,
  now = new Date(),
): Promise<WorkspaceLimits> {
  // One journey to the database: callers of the limiter wait for it.
  const [account, moltflow] = await Promise.all([
    readAccount(db, workspaceId),
    readMoltflow(db, workspaceId),
  ]);
  const current = standing(account, now);
  const ours = limitsOf(current);
  const entries = limitNames.map((name) => {
    const operator = account?.grantedLimits[name] ?? null;
    return [name, smallest(ours[name], moltflowLimit(name, moltflow), operator)] as const;
  });
  return {
    ...current,
    sold: arePlansSold(),
    version: account?.version ?? 0,
    moltflowPlan: moltflow?.plan ?? null,
    limits: Object.fromEntries(entries) as Record<LimitName, EffectiveLimit>,
  };
}
