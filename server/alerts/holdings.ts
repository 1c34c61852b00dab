import type { Holding } from "#db/holding.ts";
import { alerts, alertTurns, pushBrowsers } from "#db/schema/index.ts";

export const alertHoldings: readonly Holding[] = [
  {
    table: pushBrowsers,
    kept: "workspace",
    seenBy: "own",
    exported: { nothing: "Where each member's browsers are reached, which is theirs alone." },
    contact: { nothing: "Browsers of colleagues, who are no contacts." },
  },
  {
    table: alerts,
    kept: "workspace",
    seenBy: "own",
    exported: { nothing: "What is told within hours; the events are exported themselves." },
    contact: { namedIn: [alerts.about] },
  },
  {
    table: alertTurns,
    kept: "workspace",
    seenBy: "own",
    exported: { nothing: "When each member is told next." },
    contact: { nothing: "Moments and counts." },
  },
];
