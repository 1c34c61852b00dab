import { and, eq, sql } from "drizzle-orm";
import { type InboxRow, inboxes } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { moltflowFor, turnOf } from "#server/connections/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newToken } from "#server/core/ids.ts";
import { MoltflowError } from "#server/moltflow/index.ts";
import { seal } from "#server/vault/index.ts";
import { findUpstreamWebhook, getInbox, updateInbox, withInboxLock } from "./change-inbox.ts";
import { announceInbox } from "./create-inbox.ts";
import type { RotatedSecret } from "./schemas.ts";

/** How long the old secret stays good while nobody knows which of the two MoltFlow signs with. */
export const untilNextRotation = new Date("9999-12-31T00:00:00Z");

const hourMs = 3_600_000;

type Rotation = {
  workspaceId: string;
  inboxId: string;
  overlapHours: number;
  sealedSecret: Buffer;
  actor: Actor;
};

/**
 * Gives an inbox a new secret; the one before stays good for `overlapHours` (0–168), an even older one ends now. An
 * inbox that MoltFlow delivers to is rotated there in the same act.
 * @throws DomainError `inbox.not_found`, conflict `inbox.unsigned` or `inbox.busy`, upstream `inbox.rotation_refused`
 * (nothing changed) or `inbox.rotation_unknown` (both secrets stay good until the next rotation)
 */
export async function rotateSecret(
  workspaceId: string,
  { inboxId, overlapHours }: { inboxId: string; overlapHours: number },
  actor: Actor,
): Promise<RotatedSecret> {
  const webhookId = await inTenant(workspaceId, async (tx) => {
    const inbox = await getInbox(tx, workspaceId, inboxId);
    if (inbox.sealedSecret === null) throw unsignedError();
    return findUpstreamWebhook(tx, inbox);
  });
  const secret = newToken();
  const sealedSecret = await seal({ workspaceId, purpose: "inbox-secret", recordId: inboxId }, secret);
  const rotation = { workspaceId, inboxId, overlapHours, sealedSecret, actor };
  if (webhookId === null) {
    await replaceSecret(rotation, oldSecretUntil(overlapHours));
    return { secret };
  }
  await withInboxLock(inboxId, () => rotateUpstream(rotation, webhookId, secret));
  return { secret: null };
}

const unsignedError = () =>
  new DomainError(
    "conflict",
    "inbox.unsigned",
    "This inbox takes unsigned events, so it has no secret to rotate. Make a new inbox with a secret and send there.",
  );

const oldSecretUntil = (overlapHours: number) => new Date(Date.now() + overlapHours * hourMs);

/** @returns the inbox as it was before */
async function replaceSecret(
  { workspaceId, inboxId, overlapHours, sealedSecret, actor }: Rotation,
  previousSecretUntil: Date,
): Promise<InboxRow> {
  return inTenant(workspaceId, async (tx) => {
    const before = await getInbox(tx, workspaceId, inboxId);
    await tx
      .update(inboxes)
      // The column itself, not what was read: of two rotations at once the second must keep the first's secret.
      .set({ sealedSecret, sealedPreviousSecret: sql`${inboxes.sealedSecret}`, previousSecretUntil })
      .where(and(eq(inboxes.workspaceId, workspaceId), eq(inboxes.id, inboxId)));
    const details = { overlapHours };
    await record(tx, { workspaceId, actor, action: "inbox.rotate_secret", target: inboxId, details });
    await announceInbox(tx, workspaceId, inboxId);
    return before;
  });
}

/** Accepts both secrets, then tells MoltFlow the new one; a crash in between loses no event. */
async function rotateUpstream(rotation: Rotation, webhookId: string, secret: string): Promise<void> {
  const { workspaceId, inboxId, overlapHours } = rotation;
  const moltflow = await moltflowFor(workspaceId, turnOf(rotation.actor, "send"));
  const before = await replaceSecret(rotation, untilNextRotation);
  try {
    await moltflow.updateWebhook(webhookId, { secret });
  } catch (error) {
    if (error instanceof MoltflowError && error.outcome === "unknown") throw unknownError(error);
    await restoreSecrets(rotation, before);
    throw error instanceof MoltflowError ? refusedError(error) : error;
  }
  await inTenant(workspaceId, async (tx) => {
    await updateInbox(tx, before, { previousSecretUntil: oldSecretUntil(overlapHours) });
    await announceInbox(tx, workspaceId, inboxId);
  });
}

async function restoreSecrets({ workspaceId, inboxId, actor }: Rotation, before: InboxRow): Promise<void> {
  const { sealedSecret, sealedPreviousSecret, previousSecretUntil } = before;
  await inTenant(workspaceId, async (tx) => {
    await updateInbox(tx, before, { sealedSecret, sealedPreviousSecret, previousSecretUntil });
    await record(tx, { workspaceId, actor, action: "inbox.restore_secret", target: inboxId });
    await announceInbox(tx, workspaceId, inboxId);
  });
}

const refusedError = (cause: MoltflowError) =>
  new DomainError(
    "upstream",
    "inbox.rotation_refused",
    `MoltFlow did not take the new secret (${cause.kind}), so the old one stays and nothing changed. Test the connection, then rotate again.`,
    { params: { kind: cause.kind }, cause },
  );

const unknownError = (cause: MoltflowError) =>
  new DomainError(
    "upstream",
    "inbox.rotation_unknown",
    `MoltFlow did not say whether it took the new secret (${cause.kind}), so both stay good and no event is lost. Rotate again to end the old one.`,
    { params: { kind: cause.kind }, cause },
  );
