export { enqueueAlerts, sendAlerts } from "./send-alerts-job.ts";
export { sweepAlerts } from "./sweep-alerts-job.ts";
