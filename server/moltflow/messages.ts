import { chatSchema, messageSchema } from "./answers/messages.ts";
import type { Calls } from "./call.ts";

type Target = { sessionId: string; chatId: string };

/** A public address that MoltFlow fetches, or the file itself. */
export type Media = { url: string } | { base64: string };

export type NewPoll = Target & { title: string; options: string[]; allowMultiple?: boolean };

/** `limit` is 1–100 (50 when left out), `offset` counts rows to skip. */
export type Page = { limit?: number; offset?: number };

export function messageCalls({ api, one, list }: Calls) {
  return {
    /** Sends once. A {@link MoltflowError} with `outcome: "unknown"` may have been sent: reconcile, do not repeat. */
    sendText: (input: Target & { text: string }) =>
      one("sendText", messageSchema, (init) =>
        api.POST("/messages/send", {
          ...init,
          body: { ...address(input), message: input.text },
        }),
      ),

    /** 2 to 12 options of 1 to 100 characters, a title of 1 to 255. Sent once, like a text. */
    sendPoll: ({ title, options, allowMultiple = false, ...target }: NewPoll) =>
      one("sendPoll", messageSchema, (init) =>
        api.POST("/messages/send/poll", {
          ...init,
          body: { ...address(target), title, options, allow_multiple: allowMultiple },
        }),
      ),

    /** A WebP picture. Sent once, like a text. */
    sendSticker: ({ media, ...target }: Target & { media: Media }) =>
      one("sendSticker", messageSchema, (init) =>
        api.POST("/messages/send/sticker", { ...init, body: { ...address(target), ...file(media) } }),
      ),

    /** An MP4 film that plays in a loop; the caption has at most 1,024 characters. Sent once, like a text. */
    sendGif: ({ media, caption, ...target }: Target & { media: Media; caption?: string }) =>
      one("sendGif", messageSchema, (init) =>
        api.POST("/messages/send/gif", { ...init, body: { ...address(target), ...file(media), caption } }),
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

function address({ sessionId, chatId }: Target) {
  return { session_id: sessionId, chat_id: chatId };
}

function file(media: Media) {
  return "url" in media ? { media_url: media.url } : { media_base64: media.base64 };
}
