export { wakeSnoozed } from "./snooze-chat.ts";
