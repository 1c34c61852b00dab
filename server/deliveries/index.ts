// The dispatcher stays out of here: it needs destinations, which themselves meet this file.
export { acceptDeliveries, type Wanted } from "./accept-deliveries.ts";
export { cancelWaiting } from "./cancel-waiting.ts";
export { disableDestination } from "./disable-destination.ts";
export { exportDeliveries } from "./export-deliveries.ts";
export { resumeDeliveries } from "./resume-deliveries.ts";
