import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { KeptSpan } from "#db/schema/billing.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { type LimitName, plans } from "./plans.ts";
import { readLimits, type WorkspaceLimits } from "./read-limits.ts";

/** What was kept under a bigger plan is kept this much longer. */
export const lastDays = 30;
const dayMs = 24 * 3_600_000;

const spanNames = ["eventsKeptDays", "auditKeptDays"] as const satisfies readonly LimitName[];
type SpanName = (typeof spanNames)[number];
type Standing = Pick<WorkspaceLimits, "sold" | "limits">;

/** As long as there is, for a workspace of which nothing was written down yet. */
const anyDays = 100 * 365;

/**
 * A span once the plan allows `days`. When that is less than before, or we see the workspace for the first time, what
 * held until now goes on for the last days; to be lowered once more meanwhile takes none of it away.
 */
export function nextSpan(was: KeptSpan | undefined, days: number, now: Date): KeptSpan {
  if (was?.days === days) return was;
  const held = was ? stillHeld(was, now) : anyDays;
  if (was && days > was.days) {
    return held > days ? { ...was, days } : { days };
  }
  const beforeUntil = new Date(now.getTime() + lastDays * dayMs).toISOString();
  return { days, before: Math.max(was?.days ?? 0, held), beforeUntil };
}

const stillHeld = ({ before = 0, beforeUntil }: KeptSpan, now: Date): number =>
  beforeUntil !== undefined && Date.parse(beforeUntil) > now.getTime() ? before : 0;

/** How many days a span holds at this moment. */
export const daysOf = (span: KeptSpan, now: Date): number => Math.max(span.days, stillHeld(span, now));

/** Where nothing is sold, the biggest plan limits nothing. */
export const isLimited = ({ sold, limits }: Standing, name: SpanName | "replayDays"): boolean =>
  sold || limits[name].value < plans.business.limits[name];

/** Writes down what the plan allows, so that a smaller one deletes nothing at once. @returns what holds by now */
export async function noteSpans(
  tx: Transaction,
  workspaceId: string,
  standing: Standing,
  now = new Date(),
): Promise<Partial<Record<SpanName, KeptSpan>>> {
  const [account] = await tx
    .select({ spans: billingAccounts.spans })
    .from(billingAccounts)
    .where(eq(billingAccounts.workspaceId, workspaceId));
  const was = account?.spans ?? {};
  const limited = spanNames.filter((name) => isLimited(standing, name));
  const spans: Partial<Record<SpanName, KeptSpan>> = Object.fromEntries(
    limited.map((name) => [name, nextSpan(was[name], standing.limits[name].value, now)]),
  );
  if (spanNames.some((name) => spans[name] !== was[name])) {
    await tx
      .insert(billingAccounts)
      .values({ workspaceId, spans })
      .onConflictDoUpdate({ target: billingAccounts.workspaceId, set: { spans } });
  }
  return spans;
}

/**
 * How long the plan has things kept, in days; null where nothing is sold and nobody set a limit. For transactions of the
 * whole system. A workspace that is seen for the first time loses nothing for the last days.
 */
export async function keptByPlan(
  tx: Transaction,
  workspaceId: string,
  now = new Date(),
): Promise<Record<SpanName, number | null>> {
  const spans = await noteSpans(tx, workspaceId, await readLimits(tx, workspaceId, now), now);
  const kept = (name: SpanName) => {
    const span = spans[name];
    return span ? daysOf(span, now) : null;
  };
  return { eventsKeptDays: kept("eventsKeptDays"), auditKeptDays: kept("auditKeptDays") };
}

/** How far back a replay reaches: `days`, which is since that instant; null for as far as there is. */
export async function replayWindow(
  tx: Transaction,
  workspaceId: string,
  now = new Date(),
): Promise<{ days: number; since: Date | null }> {
  const standing = await readLimits(tx, workspaceId, now);
  const days = standing.limits.replayDays.value;
  const since = isLimited(standing, "replayDays") ? new Date(now.getTime() - days * dayMs) : null;
  return { days, since };
}

/** A number of days, or as long as there is, cut to a limit of days. */
export const daysWithin = (wanted: number | null, limit: number | null): number | null =>
  wanted === null ? limit : limit === null ? wanted : Math.min(wanted, limit);
