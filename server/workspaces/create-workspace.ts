import { TransactionRollbackError } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { members, workspaceCounters, workspaceSlugs, workspaces } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { addPresets } from "#server/subscriptions/index.ts";
import { createDataKey } from "#server/vault/index.ts";
import { freeSlug } from "./free-slug.ts";

type NewWorkspace = { id: string; slug: string; name: string };

/** The unique addresses decide between two people who want the same one at once. @throws by `tx.rollback()` */
async function claimSlug(tx: Transaction, { id, slug, name }: NewWorkspace): Promise<void> {
  const made = await tx.insert(workspaces).values({ id, slug, name }).onConflictDoNothing().returning();
  if (made.length === 0) tx.rollback();
  const slugs = { slug, workspaceId: id };
  const claimed = await tx.insert(workspaceSlugs).values(slugs).onConflictDoNothing().returning();
  if (claimed.length === 0) tx.rollback();
}

/** Nobody gets an address that another workspace has or had. Offers one that is free. */
export async function slugTaken(slug: string): Promise<DomainError> {
  const suggestion = await freeSlug(slug);
  return new DomainError(
    "conflict",
    "workspace.slug_taken",
    `The address “${slug}” is taken; “${suggestion}” is free.`,
    { params: { slug, suggestion } },
  );
}

/**
 * Makes a workspace with its owner, counter, data key and first rules.
 * @throws DomainError conflict `workspace.slug_taken` with a free `suggestion`
 */
export async function createWorkspace(
  ownerId: string,
  { name, slug }: { name: string; slug: string },
  actor: Actor = { kind: "member", userId: ownerId },
): Promise<NewWorkspace> {
  const workspace = { id: newId(), slug, name };
  try {
    await systemDb().transaction(async (tx) => {
      await claimSlug(tx, workspace);
      const { id } = workspace;
      await tx.insert(members).values({ workspaceId: id, userId: ownerId, role: "owner" });
      await tx.insert(workspaceCounters).values({ workspaceId: id });
      await createDataKey(tx, id);
      await addPresets(tx, id);
      const details = { name, slug };
      await record(tx, { workspaceId: id, actor, action: "workspace.create", target: id, details });
    });
    return workspace;
  } catch (error) {
    throw error instanceof TransactionRollbackError ? await slugTaken(slug) : error;
  }
}
