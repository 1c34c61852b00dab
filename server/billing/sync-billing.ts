import { eq, sql } from "drizzle-orm";
import type Stripe from "stripe";
import { systemDb, type Transaction } from "#db/client.ts";
import { billingAccounts } from "#db/schema/index.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { log } from "#server/core/log.ts";
import { enqueue } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { type Access, fitToPlan, type PlanId, standingOf } from "#server/plans/index.ts";
import { catalog, planOfPrice } from "./catalog.ts";
import { mailPayment } from "./mail-payment-job.ts";
import { type Snapshot, snapshotOf } from "./snapshot.ts";
import { isMissing, stripe } from "./stripe.ts";

type Account = typeof billingAccounts.$inferSelect;

/** What a sync came to; `unknown_customer`: none of our workspaces is this customer. */
export type SyncOutcome =
  | { outcome: "unknown_customer" }
  | { outcome: "synced"; workspaceId: string; plan: PlanId; access: Access; changed: boolean };

const maxSubscriptions = 100;

async function listSubscriptions(customer: string): Promise<Stripe.Subscription[]> {
  try {
    const { data } = await stripe().subscriptions.list({
      customer,
      status: "all",
      limit: maxSubscriptions,
      expand: ["data.latest_invoice", "data.schedule"],
    });
    return data;
  } catch (error) {
    // Somebody deleted the customer at Stripe, and with it whatever it paid for.
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readPlansByPrice(subscriptions: readonly Stripe.Subscription[]): Promise<Map<string, PlanId>> {
  const hasPlanned = subscriptions.some(({ schedule }) => schedule !== null);
  if (!hasPlanned) return new Map();
  const { prices } = await catalog();
  return new Map(
    [...prices].flatMap(([key, id]) => {
      const plan = planOfPrice({ lookup_key: key, metadata: {} });
      return plan ? [[id, plan] as const] : [];
    }),
  );
}

/** What the workspace may do by these values, for comparing before and after. */
const standing = (account: Parameters<typeof standingOf>[0], now: Date) => standingOf(account, now);

/** Payments that are newly missing are told to those who pay, and once more when the patience ends. */
async function tellOfPayment(tx: Transaction, before: Account, after: Snapshot, now: Date): Promise<void> {
  const since = after.pastDueSince;
  if (!since || before.pastDueSince?.getTime() === since.getTime()) return;
  const { workspaceId } = before;
  const payload = { workspaceId, since: since.toISOString() };
  await enqueue(tx, mailPayment, payload, { key: `payment ${workspaceId} ${since.toISOString()}` });
  const { graceUntil } = standing(after, now);
  if (graceUntil) {
    await enqueue(tx, mailPayment, payload, { key: `grace ${workspaceId}`, runAt: graceUntil });
  }
}

async function write(tx: Transaction, before: Account, after: Snapshot, actor: Actor): Promise<boolean> {
  const { workspaceId } = before;
  const now = new Date();
  const [was, is] = [standing(before, now), standing(after, now)];
  const changed = was.plan !== is.plan || was.access !== is.access || was.seats !== is.seats;
  await tx
    .update(billingAccounts)
    .set({
      ...after,
      // A trial that was had once stays had, also when Stripe forgets the customer.
      trialUsedAt: after.trialUsedAt ?? before.trialUsedAt,
      version: before.version + (changed ? 1 : 0),
      syncedAt: now,
    })
    .where(eq(billingAccounts.workspaceId, workspaceId));
  await tellOfPayment(tx, before, after, now);
  if (!changed) return false;
  await record(tx, {
    ...{ workspaceId, actor, action: "billing.plan_change", target: workspaceId },
    details: {
      plan: is.plan,
      before: { plan: was.plan, access: was.access, seats: was.seats },
      after: { plan: is.plan, access: is.access, seats: is.seats },
    },
  });
  await fitToPlan(tx, workspaceId, actor);
  await nudge(tx, workspaceId, "workspace");
  await nudge(tx, workspaceId, "budget");
  return true;
}

/**
 * Asks Stripe how a customer stands and writes that down, with the limits that follow, in one transaction. Every event,
 * the page after a payment, the way back from the portal, a nightly job and operators come here: whatever order, loss or
 * repetition there was, the end is Stripe's own state. The lock is taken before asking, so that of two the later writes
 * what is newer.
 * @throws whatever the SDK throws when Stripe cannot be asked; nothing was written then
 */
export async function syncBilling(
  customerId: string,
  actor: Actor = { kind: "system" },
): Promise<SyncOutcome> {
  return systemDb().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`billing ${customerId}`}, 0))`);
    const [account] = await tx
      .select()
      .from(billingAccounts)
      .where(eq(billingAccounts.customerId, customerId));
    if (!account) return { outcome: "unknown_customer" };
    const subscriptions = await listSubscriptions(customerId);
    const snapshot = snapshotOf(subscriptions, {
      former: account.plan,
      plansByPrice: await readPlansByPrice(subscriptions),
      now: new Date(),
    });
    const changed = await write(tx, account, snapshot, actor);
    const { workspaceId } = account;
    if (snapshot.trouble && snapshot.trouble !== account.trouble) {
      const { trouble, priceId, subscriptionId } = snapshot;
      log().error({ workspaceId, customerId, trouble, priceId, subscriptionId }, "billing needs a person");
    }
    const { plan, access } = standing(snapshot, new Date());
    return { outcome: "synced", workspaceId, plan, access, changed };
  });
}
