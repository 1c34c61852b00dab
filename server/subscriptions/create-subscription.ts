import { and, eq } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { members, subscriptions } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { checkFilter } from "#server/event-filter/index.ts";
import { isActive } from "#server/members/index.ts";
import { assertRoom } from "#server/plans/index.ts";
import { type Asker, assertMayChange } from "./asker.ts";
import { storedAudience } from "./audience-of.ts";
import { viewRules } from "./reads.ts";
import {
  type Audience,
  type CreateSubscriptionInput,
  type SubscriptionView,
  subscriptionLimits,
} from "./schemas.ts";
import { tellOfRule } from "./tell-of-rule.ts";

/**
 * Makes a rule.
 * @throws DomainError forbidden `subscription.own_only`, limited
 * `subscription.too_many_for_member`, conflict `plan.limit_reached_*`, `member.not_found`, and as `checkFilter`
 */
export function createSubscription(
  { audience, ...input }: CreateSubscriptionInput,
  asker: Asker,
): Promise<SubscriptionView> {
  const { workspaceId } = asker.sight;
  assertMayChange(audience, asker);
  return inTenant(asker.sight, async (tx) => {
    await assertFew(tx, workspaceId, audience);
    await assertMember(tx, workspaceId, audience);
    const filter = await checkFilter(tx, input.filter, asker);
    const [row] = await tx
      .insert(subscriptions)
      .values({
        ...{ workspaceId, id: newId(), ...input, filter, ...storedAudience(audience) },
        createdBy: asker.userId,
      })
      .returning();
    if (!row) throw new Error("A rule that was saved is not there.");
    await tellOfRule(tx, asker, { action: "subscription.create", after: row });
    return viewRule(tx, row, asker);
  });
}

/** A rule as the one who has just saved it sees it. */
export async function viewRule(
  tx: Transaction,
  row: typeof subscriptions.$inferSelect,
  asker: Asker,
): Promise<SubscriptionView> {
  const [view] = await viewRules(tx, [row], asker);
  if (!view) throw notFound("subscription");
  return view;
}

/** @throws DomainError limited `subscription.too_many_for_member`, conflict `plan.limit_reached_*` */
async function assertFew(tx: Transaction, workspaceId: string, audience: Audience): Promise<void> {
  await assertRoom(tx, workspaceId, "subscriptions");
  if (audience.kind !== "member") return;
  const { perMember } = subscriptionLimits;
  const theirs = await tx.$count(
    subscriptions,
    and(eq(subscriptions.workspaceId, workspaceId), eq(subscriptions.userId, audience.userId)),
  );
  if (theirs < perMember) return;
  throw new DomainError(
    "limited",
    "subscription.too_many_for_member",
    `A member has ${perMember} rules at most. Remove one that nobody needs.`,
    { params: { count: perMember } },
  );
}

/** Somebody who can be told. @throws DomainError `member.not_found` */
export async function assertMember(tx: Transaction, workspaceId: string, audience: Audience): Promise<void> {
  if (audience.kind !== "member") return;
  const [member] = await tx
    .select({ userId: members.userId })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, audience.userId), isActive()));
  if (!member) throw notFound("member");
}
