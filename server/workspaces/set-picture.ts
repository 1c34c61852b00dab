import { eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { workspacePictures, workspaces } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { digest } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";
import { pictureKindOf } from "./picture-kind.ts";
import { maxPictureBytes } from "./schemas.ts";

async function setVersion(
  tx: Transaction,
  workspaceId: string,
  pictureVersion: string | null,
): Promise<void> {
  await tx.update(workspaces).set({ pictureVersion }).where(eq(workspaces.id, workspaceId));
  await nudge(tx, workspaceId, "workspace");
}

/**
 * Shows this picture for the workspace, in place of the last one.
 * @throws DomainError invalid `workspace.picture_format`, `workspace.picture_large`
 */
export async function setPicture(
  workspaceId: string,
  body: Buffer,
  actor: Actor,
): Promise<{ pictureVersion: string }> {
  if (body.length > maxPictureBytes) throw tooLarge();
  const contentType = pictureKindOf(body);
  if (!contentType) throw noPicture();
  const pictureVersion = digest(body).toString("base64url").slice(0, 16);
  await inTenant(workspaceId, async (tx) => {
    const { workspaceId: target } = workspacePictures;
    await tx
      .insert(workspacePictures)
      .values({ workspaceId, contentType, body })
      .onConflictDoUpdate({ target, set: { contentType, body } });
    await setVersion(tx, workspaceId, pictureVersion);
    const details = { contentType, sizeBytes: body.length };
    await record(tx, { workspaceId, actor, action: "workspace.set_picture", target: workspaceId, details });
  });
  return { pictureVersion };
}

/** Goes back to the initials. Does nothing when there is no picture. */
export function removePicture(workspaceId: string, actor: Actor): Promise<void> {
  return inTenant(workspaceId, async (tx) => {
    const removed = await tx
      .delete(workspacePictures)
      .where(eq(workspacePictures.workspaceId, workspaceId))
      .returning({ contentType: workspacePictures.contentType });
    if (removed.length === 0) return;
    await setVersion(tx, workspaceId, null);
    await record(tx, { workspaceId, actor, action: "workspace.remove_picture", target: workspaceId });
  });
}

const noPicture = () =>
  new DomainError(
    "invalid",
    "workspace.picture_format",
    "This is no PNG, JPEG or WebP picture of at most 2048 × 2048 pixels. Choose another.",
  );

const tooLarge = () =>
  new DomainError(
    "invalid",
    "workspace.picture_large",
    "The picture is larger than 256 kB. Make it smaller and try again.",
  );
