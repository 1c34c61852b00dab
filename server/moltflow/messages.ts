import { chatSchema, messageSchema } from "./answers.ts";
import type { Calls } from "./call.ts";

/** `limit` is 1–100 (50 when left out), `offset` counts rows to skip. */
export type Page = { limit?: number; offset?: number };

export function messageCalls({ api, one, list }: Calls) {
  return {
    /** Sends once. A {@link MoltflowError} with `outcome: "unknown"` may have been sent: reconcile, do not repeat. */
    sendText: (input: { sessionId: string; chatId: string; text: string }) =>
      one("sendText", messageSchema, (init) =>
        api.POST("/messages/send", {
          ...init,
          body: { session_id: input.sessionId, chat_id: input.chatId, message: input.text },
        }),
      ),

    getMessage: (messageId: string) =>
      one("getMessage", messageSchema, (init) =>
        api.GET("/messages/{message_id}", { ...init, params: { path: { message_id: messageId } } }),
      ),

    /** Throws `forbidden_history` while chat-history access is off. */
    listChats: (sessionId: string, page: Page = {}) =>
      list("listChats", chatSchema, (init) =>
        api.GET("/messages/chats/{session_id}", {
          ...init,
          params: { path: { session_id: sessionId }, query: page },
        }),
      ),

    /** `chatId` is the WhatsApp address (preferred) or the internal id. Throws `forbidden_history` like `listChats`. */
    listChatMessages: (sessionId: string, chatId: string, page: Page = {}) =>
      list("listChatMessages", messageSchema, (init) =>
        api.GET("/messages/chat/{session_id}/{chat_id}", {
          ...init,
          params: { path: { session_id: sessionId, chat_id: chatId }, query: page },
        }),
      ),
  };
}
