import type { Probe } from "./probes.ts";

const destination = { destinationId: "destination" } as const;
const ofOthers = {
  "filter.numberIds[]": "number",
  "filter.inboxIds[]": "inbox",
  "filter.labelIds[]": "label",
} as const;
/** Public, or its address would be refused before its filter. One that got through would never match an event. */
const added = { name: "Leak test", url: "https://1.1.1.1/", filter: { events: ["leak.test"] } } as const;

/** How a stranger asks for another workspace's destinations, for what they may filter by, and for events. */
export const destinationProbes: readonly Probe[] = [
  { path: "destinations.get", ids: destination },
  { path: "destinations.create", ids: { "filter.numberIds[]": "number" }, rest: added },
  { path: "destinations.create", ids: { "filter.inboxIds[]": "inbox" }, rest: added },
  { path: "destinations.create", ids: { "filter.labelIds[]": "label" }, rest: added },
  { path: "destinations.change", ids: { ...destination, ...ofOthers } },
  { path: "destinations.remove", ids: destination },
  { path: "destinations.disable", ids: destination },
  { path: "destinations.enable", ids: destination, rest: { backlog: { kind: "skip" } } },
  { path: "destinations.rotateSecret", ids: destination, rest: { overlapHours: 0 } },
  { path: "destinations.showSecret", ids: destination },
  { path: "destinations.preview", ids: { eventId: "event" }, rest: { format: "standard", template: null } },
  { path: "destinations.test", ids: destination },
];
