export { eraseContactJob } from "./erase-contact-job.ts";
export { eraseUpstreamJob } from "./erase-upstream-job.ts";
export { exportData } from "./export-job.ts";
export { forgetExport } from "./forget-export.ts";
export { keepToRetention } from "./keep-to-retention.ts";
