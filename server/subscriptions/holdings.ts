import type { Holding } from "#db/holding.ts";
import { notificationSettings, onCallShifts, subscriptionMutes, subscriptions } from "#db/schema/index.ts";

export const subscriptionHoldings: readonly Holding[] = [
  {
    table: subscriptions,
    kept: "workspace",
    seenBy: "managers",
    exported: {
      columns: {
        id: subscriptions.id,
        name: subscriptions.name,
        audience: subscriptions.audience,
        userId: subscriptions.userId,
        role: subscriptions.role,
        filter: subscriptions.filter,
        inApp: subscriptions.inApp,
        push: subscriptions.push,
        mail: subscriptions.mail,
        urgent: subscriptions.urgent,
        enabled: subscriptions.enabled,
        createdBy: subscriptions.createdBy,
        createdAt: subscriptions.createdAt,
      },
    },
    // A rule for a contact's chat, or with their name among its words, is about nobody once they are gone.
    contact: { namedIn: [subscriptions.name, subscriptions.filter] },
  },
  {
    table: subscriptionMutes,
    kept: "workspace",
    seenBy: "own",
    exported: { nothing: "Which rules each member does not want to hear of." },
    contact: { nothing: "Names members and rules only." },
  },
  {
    table: notificationSettings,
    kept: "workspace",
    seenBy: "own",
    exported: { nothing: "When each member wants to be told, which is theirs alone." },
    contact: { nothing: "Names members only." },
  },
  {
    table: onCallShifts,
    kept: "workspace",
    seenBy: "everyone",
    exported: {
      columns: {
        id: onCallShifts.id,
        userId: onCallShifts.userId,
        days: onCallShifts.days,
        fromMinute: onCallShifts.fromMinute,
        untilMinute: onCallShifts.untilMinute,
      },
    },
    contact: { nothing: "Names members only." },
  },
];
