export { type EventFacts, matches } from "./matches.ts";
export { destinationFilterSchema, eventFilterSchema, filterLimits } from "./schemas.ts";
