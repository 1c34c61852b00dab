export { acceptDeliveries, type Wanted } from "./accept-deliveries.ts";
