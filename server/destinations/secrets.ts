import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { destinations } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { nudge } from "#server/live/index.ts";
import { seal, unseal } from "#server/vault/index.ts";
import { isDestination, lockDestination } from "./lock-destination.ts";
import { findDestination } from "./reads.ts";
import type { RotateDestinationSecretInput, ShownSecret } from "./schemas.ts";
import { secretPrefix } from "./sign.ts";

const secretPlace = (workspaceId: string, recordId: string) =>
  ({ workspaceId, purpose: "destination-secret", recordId }) as const;

/** A new signing secret of a destination, in the clear and sealed. */
export async function makeSecret(
  workspaceId: string,
  destinationId: string,
): Promise<{ secret: string; sealedSecret: Buffer }> {
  const secret = secretPrefix + randomBytes(32).toString("base64");
  return { secret, sealedSecret: await seal(secretPlace(workspaceId, destinationId), secret) };
}

/** The headers that a destination wants, as they are kept. */
export async function sealHeaders(workspaceId: string, recordId: string, headers: Record<string, string>) {
  const headerNames = Object.keys(headers);
  const place = { workspaceId, purpose: "destination-headers", recordId } as const;
  const sealedHeaders = headerNames.length === 0 ? null : await seal(place, JSON.stringify(headers));
  return { headerNames, sealedHeaders };
}

/**
 * Gives a destination a new secret. The one before signs beside it for `overlapHours`; an even older one ends now.
 * @throws DomainError `destination.not_found`
 */
export async function rotateSecret(
  workspaceId: string,
  { destinationId, overlapHours }: RotateDestinationSecretInput,
  actor: Actor,
): Promise<ShownSecret> {
  const { secret, sealedSecret } = await makeSecret(workspaceId, destinationId);
  await inTenant(workspaceId, async (tx) => {
    await lockDestination(tx, workspaceId, destinationId);
    const overlaps = overlapHours > 0;
    await tx
      .update(destinations)
      .set({
        sealedSecret,
        sealedPreviousSecret: overlaps ? sql`${destinations.sealedSecret}` : null,
        previousSecretUntil: overlaps ? sql`now() + ${overlapHours} * interval '1 hour'` : null,
      })
      .where(isDestination(workspaceId, destinationId));
    const details = { overlapHours };
    await record(tx, {
      ...{ workspaceId, actor, target: destinationId, details },
      action: "destination.rotate_secret",
    });
    await nudge(tx, workspaceId, "destinations");
  });
  return { id: destinationId, secret };
}

/**
 * The secret, for somebody who sets up a receiver. Whoever has it can pass for us, so the look is on record.
 * @throws DomainError `destination.not_found`
 */
export async function showSecret(
  workspaceId: string,
  destinationId: string,
  actor: Actor,
): Promise<ShownSecret> {
  const { sealedSecret } = await inTenant(workspaceId, async (tx) => {
    const row = await findDestination(tx, workspaceId, destinationId);
    await record(tx, { workspaceId, actor, action: "destination.show_secret", target: destinationId });
    return row;
  });
  return { id: destinationId, secret: await unseal(secretPlace(workspaceId, destinationId), sealedSecret) };
}
