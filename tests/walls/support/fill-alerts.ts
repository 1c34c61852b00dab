import type { Transaction } from "#db/client.ts";
import { alerts, alertTurns, subscriptions } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";

export type FilledAlerts = { workspaceId: string; numberId: string; eventId: string; userId: string };

/** Puts something into the tables of what has yet to be told, with the rule that tells it. */
export async function fillAlerts(
  tx: Transaction,
  { workspaceId, numberId, eventId, userId }: FilledAlerts,
): Promise<void> {
  const subscriptionId = newId();
  const now = new Date();
  await tx
    .insert(subscriptions)
    .values({ workspaceId, id: subscriptionId, name: "Rule", audience: "everyone" });
  await tx.insert(alerts).values({
    ...{ workspaceId, id: newId(), userId, channel: "mail", subscriptionId, eventId, numberId },
    ...{ about: "session.connected", firstAt: now, dueAt: now },
  });
  await tx.insert(alertTurns).values({ workspaceId, userId, channel: "mail", notBefore: now });
}
