import type { Probe } from "./probes.ts";

const destination = { destinationId: "destination" } as const;

/** How a stranger asks for another workspace's destinations, and for events to be shown for them. */
export const destinationProbes: readonly Probe[] = [
  { path: "destinations.get", ids: destination },
  { path: "destinations.change", ids: destination, rest: { name: "Leak test" } },
  { path: "destinations.remove", ids: destination },
  { path: "destinations.disable", ids: destination },
  { path: "destinations.enable", ids: destination, rest: { backlog: { kind: "skip" } } },
  { path: "destinations.rotateSecret", ids: destination, rest: { overlapHours: 0 } },
  { path: "destinations.showSecret", ids: destination },
  { path: "destinations.preview", ids: { eventId: "event" }, rest: { format: "standard", template: null } },
  { path: "destinations.test", ids: destination },
];
