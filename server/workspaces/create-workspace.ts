import { systemDb } from "#db/client.ts";
import { members, workspaceCounters, workspaces } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { createDataKey } from "#server/vault/index.ts";
import { freeSlug } from "./free-slug.ts";

/**
 * Makes a workspace with its owner, counter and data key.
 * @throws DomainError conflict `workspace.slug_taken` with a free `suggestion`
 */
export async function createWorkspace(
  ownerId: string,
  { name, slug }: { name: string; slug: string },
  actor: Actor = { kind: "member", userId: ownerId },
): Promise<{ id: string; slug: string; name: string }> {
  const id = newId();
  const made = await systemDb().transaction(async (tx) => {
    // The unique slug decides between two people who want the same one at once.
    const rows = await tx.insert(workspaces).values({ id, slug, name }).onConflictDoNothing().returning();
    if (rows.length === 0) return false;
    await tx.insert(members).values({ workspaceId: id, userId: ownerId, role: "owner" });
    await tx.insert(workspaceCounters).values({ workspaceId: id });
    await createDataKey(tx, id);
    await record(tx, {
      workspaceId: id,
      actor,
      action: "workspace.create",
      target: id,
      details: { name, slug },
    });
    return true;
  });
  if (made) return { id, slug, name };
  const suggestion = await freeSlug(slug);
  throw new DomainError(
    "conflict",
    "workspace.slug_taken",
    `The address “${slug}” is taken; “${suggestion}” is free.`,
    { params: { slug, suggestion } },
  );
}
