import { inTenant } from "#db/tenant.ts";
import type { Actor } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { findAccount } from "./account.ts";
import { askStripe, isMissing } from "./stripe.ts";
import { type SyncOutcome, syncBilling } from "./sync-billing.ts";

/** What somebody learns who comes back from Stripe's page. */
export type Confirmation = { outcome: "paid" | "open" } & { plan: string | null };

const foreign = () =>
  new DomainError(
    "not_found",
    "billing.session_unknown",
    "This payment does not belong to this workspace. Your plan is the one shown here.",
  );

/**
 * Looks at a payment that the page after the checkout names. Anybody can paste an id, so only one that was begun for
 * this workspace counts, and what was bought is asked of Stripe and not taken from the page.
 * @throws DomainError not_found `billing.session_unknown`, and what `askStripe` throws
 */
export async function confirmCheckout(
  workspaceId: string,
  sessionId: string,
  actor: Actor,
): Promise<Confirmation> {
  return askStripe(async (client) => {
    const session = await client.checkout.sessions.retrieve(sessionId).catch((error: unknown) => {
      throw isMissing(error) ? foreign() : error;
    });
    if (session.client_reference_id !== workspaceId) throw foreign();
    const { customer, status, payment_status } = session;
    const isPaid = status === "complete" && payment_status !== "unpaid";
    const id = typeof customer === "string" ? customer : customer?.id;
    if (!isPaid || !id) return { outcome: "open", plan: null };
    const synced = await syncBilling(id, actor);
    return { outcome: "paid", plan: synced.outcome === "synced" ? synced.plan : null };
  });
}

/** Asks Stripe anew for a workspace; null if it never bought anything. @throws what `askStripe` throws */
export async function refreshBilling(
  workspaceId: string,
  actor: Actor = { kind: "system" },
): Promise<SyncOutcome | null> {
  const account = await inTenant(workspaceId, (tx) => findAccount(tx, workspaceId));
  const customer = account?.customerId;
  return customer ? askStripe(() => syncBilling(customer, actor)) : null;
}
