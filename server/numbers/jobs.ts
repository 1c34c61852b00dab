export { alertDrop, mailDrop } from "./alert-drop-job.ts";
export { followNumber } from "./follow-job.ts";
export { lookAtNumbers, lookAtNumbersDue } from "./look-job.ts";
export { pairNumber } from "./pairing-job.ts";
export { refreshNumber } from "./refresh-job.ts";
