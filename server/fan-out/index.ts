export { type KnownEvent, readFacts, type StoredEvent } from "./facts.ts";
export { asksForBody, tellersOf } from "./tell.ts";
