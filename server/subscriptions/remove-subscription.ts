import { and, eq } from "drizzle-orm";
import { subscriptions } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { fitSoon } from "#server/plans/index.ts";
import { type Asker, assertMayChange } from "./asker.ts";
import { audienceOf } from "./audience-of.ts";
import { viewRule } from "./create-subscription.ts";
import { findRule } from "./reads.ts";
import type { SubscriptionView } from "./schemas.ts";
import { tellOfRule } from "./tell-of-rule.ts";

/**
 * Removes a rule, with what it has still to tell outside of the app.
 * @returns what it was, so that it can be made again
 * @throws DomainError `subscription.not_found`, forbidden `subscription.own_only`
 */
export function removeSubscription(subscriptionId: string, asker: Asker): Promise<SubscriptionView> {
  const { workspaceId } = asker.sight;
  return inTenant(asker.sight, async (tx) => {
    const before = await findRule(tx, subscriptionId, asker, { locked: true });
    assertMayChange(audienceOf(before), asker);
    const view = await viewRule(tx, before, asker);
    await tx
      .delete(subscriptions)
      .where(and(eq(subscriptions.workspaceId, workspaceId), eq(subscriptions.id, subscriptionId)));
    await fitSoon(tx, workspaceId);
    await tellOfRule(tx, asker, { action: "subscription.remove", before });
    return view;
  });
}
