import { audit } from "./audit.ts";
import { bundle } from "./bundle.ts";
import { chats } from "./chats.ts";
import { deliveries } from "./deliveries.ts";
import { eventCost } from "./event-cost.ts";
import { fairness } from "./fairness.ts";
import { fanOut } from "./fan-out.ts";
import { ingest } from "./ingest.ts";
import { limiter } from "./limiter.ts";
import { live } from "./live.ts";
import { members } from "./members.ts";
import { start } from "./start.ts";
import type { Measure } from "./support/report.ts";
import { pageViews } from "./views.ts";
import { walls } from "./walls.ts";

export const benches: Record<string, () => Promise<Measure[]>> = {
  ingest,
  live,
  limiter,
  audit,
  "fan-out": fanOut,
  deliveries,
  fairness,
  "event-cost": eventCost,
  start,
  bundle,
  walls,
  members,
  chats,
  views: pageViews,
};

// One process a bench: each has a database of its own, and settings are read once a process.
if (import.meta.main) {
  const run = benches[process.argv[2] ?? ""];
  if (!run) throw new Error(`No bench is called ${process.argv[2]}.`);
  process.send?.(await run(), () => process.exit(0));
}
