export { wakeNotice } from "./snooze-notice.ts";
