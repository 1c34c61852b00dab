export { countUsage } from "./count-usage-job.ts";
