import { destinations } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { cancelWaiting } from "#server/deliveries/index.ts";
import { nudge } from "#server/live/index.ts";
import { fitSoon } from "#server/plans/index.ts";
import { cancelReplaysOf, holdFanOut } from "#server/replays/index.ts";
import { isDestination, lockDestination } from "./lock-destination.ts";

/**
 * Deletes a destination. What waits for it is cancelled, also what is under way, and its keys are gone for good; the row
 * stays, because deliveries name it. No event that is being handed on at this moment can come in behind it.
 * @throws DomainError `destination.not_found`
 */
export async function removeDestination(
  workspaceId: string,
  destinationId: string,
  actor: Actor,
): Promise<void> {
  await inTenant(workspaceId, async (tx) => {
    await holdFanOut(tx, workspaceId);
    await cancelReplaysOf(tx, workspaceId, destinationId);
    const { name, url } = await lockDestination(tx, workspaceId, destinationId);
    const cancelled = await cancelWaiting(tx, workspaceId, destinationId);
    const { origin } = new URL(url);
    await tx
      .update(destinations)
      .set({
        deletedAt: new Date(),
        // Addresses of chat tools are keys themselves, and a template may hold one.
        ...{ url: origin, template: null, headerNames: [], sealedHeaders: null },
        ...{ sealedSecret: Buffer.alloc(0), sealedPreviousSecret: null, previousSecretUntil: null },
      })
      .where(isDestination(workspaceId, destinationId));
    await record(tx, {
      ...{ workspaceId, actor, action: "destination.delete", target: destinationId },
      details: { name, origin, cancelled },
    });
    await fitSoon(tx, workspaceId);
    await nudge(tx, workspaceId, "destinations");
  });
}
