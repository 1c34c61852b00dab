import { and, DrizzleQueryError, eq, TransactionRollbackError } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { workspaceSlugs, workspaces } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { countAttempt } from "#server/auth/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { slugTaken } from "./create-workspace.ts";

const fiveADay = { limit: 5, windowMs: 24 * 60 * 60 * 1000 };
const uniqueViolation = "23505";

/** The workspace that has or had this address, with its present one; undefined while nobody did. */
async function holderOf(slug: string): Promise<{ id: string; slug: string } | undefined> {
  const [holder] = await systemDb()
    .select({ id: workspaces.id, slug: workspaces.slug })
    .from(workspaceSlugs)
    .innerJoin(workspaces, eq(workspaces.id, workspaceSlugs.workspaceId))
    .where(eq(workspaceSlugs.slug, slug));
  return holder;
}

async function countChange(workspaceId: string): Promise<void> {
  const count = await countAttempt("workspace.slug", workspaceId, fiveADay);
  if (count.allowed) return;
  const { retryAfterMs } = count;
  const hours = Math.ceil(retryAfterMs / 3_600_000);
  throw new DomainError(
    "limited",
    "workspace.slug_changes",
    `The address was changed five times within a day. It can be changed again in ${hours} h.`,
    { params: { hours }, retryAfterMs },
  );
}

/**
 * In the order of `createWorkspace`, so that the two never wait for each other in a circle. The unique addresses decide
 * between two who want the same one.
 */
async function takeSlug(tx: Transaction, workspaceId: string, slug: string): Promise<void> {
  await tx.update(workspaces).set({ slug }).where(eq(workspaces.id, workspaceId));
  const claimed = await tx
    .insert(workspaceSlugs)
    .values({ slug, workspaceId })
    .onConflictDoNothing()
    .returning();
  if (claimed.length > 0) return;
  const own = and(eq(workspaceSlugs.slug, slug), eq(workspaceSlugs.workspaceId, workspaceId));
  const [former] = await tx.select({ slug: workspaceSlugs.slug }).from(workspaceSlugs).where(own);
  if (!former) tx.rollback();
}

const isTaken = (error: unknown): boolean =>
  error instanceof TransactionRollbackError ||
  (error instanceof DrizzleQueryError &&
    error.cause !== undefined &&
    "code" in error.cause &&
    error.cause.code === uniqueViolation);

/**
 * Gives the workspace another address; the present one becomes a former one and leads to it. A workspace may take back
 * what it had; nobody else gets it.
 * @throws DomainError conflict `workspace.slug_taken` with a free `suggestion`; limited `workspace.slug_changes`
 */
export async function changeSlug(workspaceId: string, slug: string, actor: Actor): Promise<{ slug: string }> {
  const holder = await holderOf(slug);
  if (holder && holder.id !== workspaceId) throw await slugTaken(slug);
  if (holder?.slug === slug) return { slug };
  await countChange(workspaceId);
  try {
    await systemDb().transaction(async (tx) => {
      const [now] = await tx
        .select({ slug: workspaces.slug })
        .from(workspaces)
        .where(eq(workspaces.id, workspaceId))
        .for("update");
      if (!now || now.slug === slug) return;
      await takeSlug(tx, workspaceId, slug);
      const details = { before: { slug: now.slug }, after: { slug } };
      await record(tx, { workspaceId, actor, action: "workspace.change_slug", target: workspaceId, details });
      await nudge(tx, workspaceId, "workspace");
    });
  } catch (error) {
    throw isTaken(error) ? await slugTaken(slug) : error;
  }
  return { slug };
}
