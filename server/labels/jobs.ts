export { readChatLabelsJob } from "./read-chat-job.ts";
export { syncLabelsJob } from "./sync-job.ts";
