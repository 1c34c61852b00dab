export { type Applied, applyMessages, followOutbox, type OutboxChange } from "./apply-message.ts";
export { type ChatAddress, ensureChat } from "./ensure-chat.ts";
export { type Heard, nothingElse, previewLength, storableText } from "./heard.ts";
export {
  chatsInSight,
  findAssignee,
  findChat,
  findChatAt,
  isChatInSight,
  isInSightOf,
  itsNumber,
} from "./reads.ts";
export { evidenceText, type OutboxRow, recordOutgoing } from "./record-outgoing.ts";
export { refreshAfterDeletion } from "./refresh-chats.ts";
