import { eq, max } from "drizzle-orm";
import { destinations, destinationTurns, events } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { cancelWaiting, resumeDeliveries } from "#server/deliveries/index.ts";
import { nudge } from "#server/live/index.ts";
import { assertRoom } from "#server/plans/index.ts";
import { holdFanOut, startReplay } from "#server/replays/index.ts";
import { isDestination, isTurnOf, lockDestination } from "./lock-destination.ts";
import { viewDestination } from "./reads.ts";
import type { DestinationView, EnableDestinationInput } from "./schemas.ts";

/**
 * Turns a destination off. What is on its way to it waits; what arrives from now on gets no delivery until it is on
 * again. One that is off already stays as it is.
 * @throws DomainError `destination.not_found`
 */
export function disableDestination(
  workspaceId: string,
  destinationId: string,
  actor: Actor,
): Promise<DestinationView> {
  return inTenant(workspaceId, async (tx) => {
    // No event is handed on meanwhile, so each is before or after this moment.
    const handedOn = await holdFanOut(tx, workspaceId);
    const row = await lockDestination(tx, workspaceId, destinationId);
    if (row.disabledAt === null) {
      const [stored] = await tx
        .select({ lastSeq: max(events.seq) })
        .from(events)
        .where(eq(events.workspaceId, workspaceId));
      const disabledSeq = Math.max(handedOn, stored?.lastSeq ?? 0);
      await tx
        .update(destinations)
        .set({ disabledAt: new Date(), disabledReason: "person", disabledSeq })
        .where(isDestination(workspaceId, destinationId));
      await tx.update(destinationTurns).set({ dueAt: null }).where(isTurnOf(workspaceId, destinationId));
      await record(tx, {
        ...{ workspaceId, actor, action: "destination.disable", target: destinationId },
        details: { reason: "person" },
      });
      await nudge(tx, workspaceId, "destinations");
    }
    return viewDestination(tx, workspaceId, destinationId, { mayManage: true });
  });
}

/**
 * Turns a destination on again. `skip` cancels what waits and leaves out what came meanwhile; `drain` goes on with what
 * waits, and a replay sends what came meanwhile, at its pace.
 * @throws DomainError `destination.not_found`, conflict `destination.is_on`, limited `replay.too_many`,
 * conflict `plan.limit_reached_*` for one that is frozen
 */
export function enableDestination(
  workspaceId: string,
  { destinationId, backlog }: EnableDestinationInput,
  actor: Actor,
): Promise<DestinationView> {
  return inTenant(workspaceId, async (tx) => {
    const handedOn = await holdFanOut(tx, workspaceId);
    const row = await lockDestination(tx, workspaceId, destinationId);
    // Of two who answer the question about the backlog differently, the second must know.
    if (row.disabledAt === null) throw isOn();
    // The plan had no room for it. It has by now if something else went since.
    if (row.frozenAt !== null) await assertRoom(tx, workspaceId, "destinations");
    await tx
      .update(destinations)
      .set({ disabledAt: null, disabledReason: null, disabledSeq: null, frozenAt: null })
      .where(isDestination(workspaceId, destinationId));
    await record(tx, {
      ...{ workspaceId, actor, action: "destination.enable", target: destinationId },
      details: { backlog: backlog.kind },
    });
    if (backlog.kind === "skip") await cancelWaiting(tx, workspaceId, destinationId);
    else {
      const selection = { kind: "after", afterSeq: row.disabledSeq ?? handedOn } as const;
      const { ratePerSecond } = backlog;
      await startReplay(tx, workspaceId, { destinationId, selection, ratePerSecond }, actor);
    }
    await nudge(tx, workspaceId, "destinations");
    await resumeDeliveries(tx, workspaceId, destinationId);
    return viewDestination(tx, workspaceId, destinationId, { mayManage: true });
  });
}

const isOn = () =>
  new DomainError(
    "conflict",
    "destination.is_on",
    "Somebody has turned this destination on already. Look at it again.",
  );
