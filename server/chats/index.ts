export { type Applied, applyMessages, followOutbox, type OutboxChange } from "./apply-message.ts";
export { type ChatAddress, ensureChat } from "./ensure-chat.ts";
export { type Heard, nothingElse, previewLength, storableText } from "./heard.ts";
export { chatsInSight, findAssignee, findChat, isChatInSight, itsNumber } from "./reads.ts";
export { recordOutgoing } from "./record-outgoing.ts";
