export { sendAlerts } from "./send-alerts-job.ts";
export { sweepAlerts } from "./sweep-alerts-job.ts";
