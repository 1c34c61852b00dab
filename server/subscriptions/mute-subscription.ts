import { and, eq } from "drizzle-orm";
import { subscriptionMutes } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { nudge } from "#server/live/index.ts";
import type { Asker } from "./asker.ts";
import { findRule } from "./reads.ts";
import type { MuteInput } from "./schemas.ts";

/** Stops a rule for the asker alone, for a while or for good, or lets it tell them again. @throws DomainError `subscription.not_found` */
export function muteSubscription(
  { subscriptionId, muted, until }: MuteInput,
  asker: Asker,
): Promise<{ muted: { until: string | null } | null }> {
  const { sight, userId } = asker;
  const { workspaceId } = sight;
  return inTenant(sight, async (tx) => {
    await findRule(tx, subscriptionId, asker);
    const key = { workspaceId, subscriptionId, userId };
    const end = until === null ? null : new Date(until);
    if (muted) {
      await tx
        .insert(subscriptionMutes)
        .values({ ...key, until: end })
        .onConflictDoUpdate({
          target: [subscriptionMutes.workspaceId, subscriptionMutes.subscriptionId, subscriptionMutes.userId],
          set: { until: end },
        });
    } else {
      await tx
        .delete(subscriptionMutes)
        .where(
          and(
            eq(subscriptionMutes.workspaceId, workspaceId),
            eq(subscriptionMutes.subscriptionId, subscriptionId),
            eq(subscriptionMutes.userId, userId),
          ),
        );
    }
    await nudge(tx, workspaceId, "subscriptions");
    return { muted: muted ? { until: end?.toISOString() ?? null } : null };
  });
}
