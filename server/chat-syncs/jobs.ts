export { reconcileDue } from "./reconcile-due.ts";
export { syncChats } from "./sync-job.ts";
