import { asc, eq, sql } from "drizzle-orm";
import { systemDb, type Transaction } from "#db/client.ts";
import { billingAccounts, members, users, workspaces } from "#db/schema/index.ts";
import { isMissing, stripe } from "./stripe.ts";

export type Account = typeof billingAccounts.$inferSelect;

/** A workspace's account; undefined before its first visit at the checkout. */
export async function findAccount(tx: Transaction, workspaceId: string): Promise<Account | undefined> {
  const [account] = await tx
    .select()
    .from(billingAccounts)
    .where(eq(billingAccounts.workspaceId, workspaceId));
  return account;
}

/** Whom Stripe writes to: the first owner, and what the team calls itself. */
async function payerOf(tx: Transaction, workspaceId: string) {
  const [payer] = await tx
    .select({ name: workspaces.name, email: users.email })
    .from(workspaces)
    .innerJoin(members, eq(members.workspaceId, workspaces.id))
    .innerJoin(users, eq(users.id, members.userId))
    .where(eq(workspaces.id, workspaceId))
    .orderBy(sql`${members.role} <> 'owner'`, asc(members.createdAt))
    .limit(1);
  return payer;
}

async function isGone(customerId: string): Promise<boolean> {
  try {
    return (await stripe().customers.retrieve(customerId)).deleted === true;
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
}

/**
 * The one customer of a workspace at Stripe, made if there is none or if somebody deleted it there. Whoever comes second
 * waits for the row, so that two clicks make one customer; the key keeps one whose answer was lost from being made again.
 */
export async function ensureCustomer(workspaceId: string): Promise<string> {
  return systemDb().transaction(async (tx) => {
    await tx.insert(billingAccounts).values({ workspaceId }).onConflictDoNothing();
    const [account] = await tx
      .select({ customerId: billingAccounts.customerId })
      .from(billingAccounts)
      .where(eq(billingAccounts.workspaceId, workspaceId))
      .for("update");
    const former = account?.customerId ?? null;
    if (former && !(await isGone(former))) return former;
    const payer = await payerOf(tx, workspaceId);
    const { id } = await stripe().customers.create(
      {
        ...(payer && { name: payer.name, ...(payer.email && { email: payer.email }) }),
        metadata: { workspace: workspaceId },
      },
      { idempotencyKey: `ws_${workspaceId}_${former ?? "first"}` },
    );
    await tx
      .update(billingAccounts)
      .set({ customerId: id })
      .where(eq(billingAccounts.workspaceId, workspaceId));
    return id;
  });
}
