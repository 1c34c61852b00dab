export { checkFilter, filterInSight, withAddresses } from "./check-filter.ts";
export { type EventFacts, matches } from "./matches.ts";
