export { getNumber, listNumbers } from "./reads.ts";
export { applySessionEvent, type SessionEvent } from "./session-events.ts";
export type { NumberView, PairingView } from "./view.ts";
