export { followDrop } from "./drops.ts";
export { healthOf, type NumberHealth } from "./health.ts";
export { getNumber, listNumbers } from "./reads.ts";
export { saveBusiness } from "./save-business.ts";
export { deletedStatus } from "./save-status.ts";
export { applySessionEvent, type SessionEvent } from "./session-events.ts";
export type { DropView, NumberView, PairingView } from "./view.ts";
