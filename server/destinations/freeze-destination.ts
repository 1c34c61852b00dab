import { and, asc, eq, inArray } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinations } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { disableDestination, resumeDeliveries } from "#server/deliveries/index.ts";
import { nudge } from "#server/live/index.ts";
import { startReplay } from "#server/replays/index.ts";
import { isDestination, lockDestination } from "./lock-destination.ts";

/** At which pace a destination without one of its own gets what came while it was frozen. */
const drainPerSecond = 20;

/**
 * Freezes destinations that the plan has no room for. What is on its way to them waits; what arrives meanwhile comes
 * after the thaw. The caller holds the workspace's fan-out.
 */
export async function freezeDestinations(
  tx: Transaction,
  workspaceId: string,
  ids: string[],
  actor: Actor,
): Promise<void> {
  for (const destinationId of ids.toSorted()) {
    const row = await lockDestination(tx, workspaceId, destinationId);
    if (row.disabledAt === null) {
      await disableDestination(tx, { workspaceId, destinationId, reason: "plan", actor });
    }
    await tx
      .update(destinations)
      .set({ frozenAt: new Date() })
      .where(isDestination(workspaceId, destinationId));
  }
  await nudge(tx, workspaceId, "destinations");
}

/**
 * Lets destinations go on that fit again: one that the plan turned off is on, and a replay brings what came meanwhile;
 * one that somebody had turned off, or that had failed, stays off. The caller holds the workspace's fan-out.
 */
export async function thawDestinations(
  tx: Transaction,
  workspaceId: string,
  ids: string[],
  actor: Actor,
): Promise<void> {
  const rows = await tx
    .select({ id: destinations.id })
    .from(destinations)
    .where(and(eq(destinations.workspaceId, workspaceId), inArray(destinations.id, ids)))
    .orderBy(asc(destinations.id));
  for (const { id } of rows) await thaw(tx, workspaceId, id, actor);
  await nudge(tx, workspaceId, "destinations");
}

async function thaw(tx: Transaction, workspaceId: string, destinationId: string, actor: Actor) {
  const row = await lockDestination(tx, workspaceId, destinationId);
  const wasOn = row.disabledReason === "plan";
  await tx
    .update(destinations)
    .set({
      frozenAt: null,
      ...(wasOn && { disabledAt: null, disabledReason: null, disabledSeq: null }),
    })
    .where(isDestination(workspaceId, destinationId));
  if (!wasOn) return;
  await record(tx, {
    ...{ workspaceId, actor, action: "destination.enable", target: destinationId },
    details: { backlog: "drain" },
  });
  const selection = { kind: "after", afterSeq: row.disabledSeq ?? 0 } as const;
  const ratePerSecond = row.ratePerSecond ?? drainPerSecond;
  // However many thaw at once: none of them was asked for by hand.
  await startReplay(tx, workspaceId, { destinationId, selection, ratePerSecond }, actor, { beyondFew: true });
  await resumeDeliveries(tx, workspaceId, destinationId);
}
