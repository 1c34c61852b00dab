export { giveNotice, type Notice, takeBackNotices } from "./give-notice.ts";
