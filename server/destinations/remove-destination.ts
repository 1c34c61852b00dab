import { destinations } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { cancelWaiting } from "#server/deliveries/index.ts";
import { nudge } from "#server/live/index.ts";
import { isDestination, lockDestination } from "./lock-destination.ts";

/**
 * Ends a destination: what waits is cancelled, and its keys are gone. The row stays for its deliveries.
 * @throws DomainError `destination.not_found`
 */
export const removeDestination = (workspaceId: string, destinationId: string, actor: Actor): Promise<void> =>
  inTenant(workspaceId, async (tx) => {
    const { name } = await lockDestination(tx, workspaceId, destinationId);
    const cancelled = await cancelWaiting(tx, workspaceId, destinationId);
    await tx
      .update(destinations)
      .set({
        ...{ deletedAt: new Date(), sealedSecret: Buffer.alloc(0), sealedPreviousSecret: null },
        ...{ previousSecretUntil: null, sealedHeaders: null, headerNames: [] },
      })
      .where(isDestination(workspaceId, destinationId));
    const details = { name, cancelled };
    await record(tx, { workspaceId, actor, action: "destination.delete", target: destinationId, details });
    await nudge(tx, workspaceId, "destinations");
  });
