import { and, eq } from "drizzle-orm";
import { subscriptions } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { checkFilter } from "#server/event-filter/index.ts";
import { type Asker, assertMayChange } from "./asker.ts";
import { audienceOf, storedAudience } from "./audience-of.ts";
import { assertMember, viewRule } from "./create-subscription.ts";
import { findRule } from "./reads.ts";
import type { ChangeSubscriptionInput, SubscriptionView } from "./schemas.ts";
import { tellOfRule } from "./tell-of-rule.ts";

/**
 * Changes a rule; what is left out stays. A preset that gets a name of its own is a preset no more.
 * @throws DomainError `subscription.not_found`, forbidden `subscription.own_only`, `member.not_found`, and as
 * `checkFilter`
 */
export function changeSubscription(
  { subscriptionId, audience, filter, ...rest }: ChangeSubscriptionInput,
  asker: Asker,
): Promise<SubscriptionView> {
  const { workspaceId } = asker.sight;
  return inTenant(asker.sight, async (tx) => {
    const before = await findRule(tx, subscriptionId, asker, { locked: true });
    assertMayChange(audienceOf(before), asker);
    if (audience) {
      assertMayChange(audience, asker);
      await assertMember(tx, workspaceId, audience);
    }
    const values = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const isRenamed = rest.name !== undefined && rest.name !== before.name;
    const [after] = await tx
      .update(subscriptions)
      .set({
        ...values,
        ...(isRenamed && { preset: null }),
        ...(audience && storedAudience(audience)),
        filter: filter ? await checkFilter(tx, filter, asker, before.filter) : before.filter,
      })
      .where(and(eq(subscriptions.workspaceId, workspaceId), eq(subscriptions.id, subscriptionId)))
      .returning();
    if (!after) throw notFound("subscription");
    await tellOfRule(tx, asker, { action: "subscription.change", before, after });
    return viewRule(tx, after, asker);
  });
}
