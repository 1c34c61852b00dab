export { enqueueAlerts } from "./send-alerts-job.ts";
export type { AlertChannel, AlertTarget } from "./turns.ts";
