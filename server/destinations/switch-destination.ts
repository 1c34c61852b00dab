import { sql } from "drizzle-orm";
import { destinations, destinationTurns } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { cancelWaiting, resumeDeliveries } from "#server/deliveries/index.ts";
import { nudge } from "#server/live/index.ts";
import { startReplay } from "#server/replays/index.ts";
import { isDestination, isTurnOf, lockDestination } from "./lock-destination.ts";
import type { EnableDestinationInput } from "./schemas.ts";

/** Turns a destination off; what waits stays. @throws DomainError `destination.not_found` */
export const disableDestination = (workspaceId: string, destinationId: string, actor: Actor): Promise<void> =>
  inTenant(workspaceId, async (tx) => {
    const { disabledAt } = await lockDestination(tx, workspaceId, destinationId);
    if (disabledAt) return;
    await tx
      .update(destinations)
      .set({
        disabledAt: sql`now()`,
        disabledReason: "person",
        disabledSeq: sql`coalesce((select last_seq from workspace_counters where workspace_id = ${workspaceId}), 0)`,
      })
      .where(isDestination(workspaceId, destinationId));
    await tx.update(destinationTurns).set({ dueAt: null }).where(isTurnOf(workspaceId, destinationId));
    await record(tx, {
      ...{ workspaceId, actor, action: "destination.disable", target: destinationId },
      details: { reason: "person" },
    });
    await nudge(tx, workspaceId, "destinations");
  });

/** Turns it on again, and skips or drains what waited and what came meanwhile. @throws DomainError `destination.not_found` */
export const enableDestination = (
  workspaceId: string,
  { destinationId, backlog }: EnableDestinationInput,
  actor: Actor,
): Promise<void> =>
  inTenant(workspaceId, async (tx) => {
    const { disabledAt, disabledSeq } = await lockDestination(tx, workspaceId, destinationId);
    if (!disabledAt) return;
    if (backlog.kind === "skip") await cancelWaiting(tx, workspaceId, destinationId);
    await tx
      .update(destinations)
      .set({ disabledAt: null, disabledReason: null, disabledSeq: null })
      .where(isDestination(workspaceId, destinationId));
    await record(tx, {
      ...{ workspaceId, actor, action: "destination.enable", target: destinationId },
      details: { backlog: backlog.kind },
    });
    if (backlog.kind === "drain") {
      const selection = { kind: "after", afterSeq: disabledSeq ?? 0 } as const;
      await startReplay(
        tx,
        workspaceId,
        { destinationId, selection, ratePerSecond: backlog.ratePerSecond },
        actor,
      );
    }
    await nudge(tx, workspaceId, "destinations");
    await resumeDeliveries(tx, workspaceId, destinationId);
  });
