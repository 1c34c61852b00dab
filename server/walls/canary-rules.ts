import type { Transaction } from "#db/client.ts";
import { notificationSettings, onCallShifts, subscriptionMutes, subscriptions } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { Made } from "./canary-rows.ts";

/** A rule of the team that its member has muted, when they want to be told, and a shift of theirs. */
export async function insertRules(
  tx: Transaction,
  { workspaceId, userId, secret }: { workspaceId: string; userId: string; secret: string },
): Promise<Made> {
  const [subscription, shift] = [newId(), newId()];
  await tx.insert(subscriptions).values({
    ...{ workspaceId, id: subscription, name: secret, audience: "everyone", inApp: false },
    filter: { keywords: [secret] },
  });
  await tx.insert(subscriptionMutes).values({ workspaceId, subscriptionId: subscription, userId });
  await tx.insert(notificationSettings).values({ workspaceId, userId, timeZone: "UTC" });
  await tx
    .insert(onCallShifts)
    .values({ workspaceId, id: shift, userId, days: [1], fromMinute: 0, untilMinute: 60 });
  return { targets: { subscription, shift }, needles: [secret, subscription, shift] };
}
