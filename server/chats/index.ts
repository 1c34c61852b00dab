export { type ChatAddress, ensureChat } from "./ensure-chat.ts";
export { chatsInSight, findAssignee, findChat, isChatInSight, itsNumber } from "./reads.ts";
