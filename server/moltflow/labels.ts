import { z } from "zod";
import {
  businessCheckSchema,
  type Label,
  labelImportSchema,
  labelSchema,
  labelsOfChatSchema,
} from "./answers/labels.ts";
import { chatSchema } from "./answers/messages.ts";
import type { Calls } from "./call.ts";

/** `color` is `#RRGGBB`. */
export type NewLabel = { name: string; color: string; description?: string };

export type LabelChange = { name?: string; color?: string; description?: string | null };

export function labelCalls(calls: Calls) {
  return { ...labelRecordCalls(calls), ...labelledChatCalls(calls), ...labelSyncCalls(calls) };
}

const at = (labelId: string) => ({ params: { path: { label_id: labelId } } });

function labelRecordCalls({ api, one, maybe, list }: Calls) {
  return {
    listLabels: () => list("listLabels", labelSchema, (init) => api.GET("/labels", init)),

    createLabel: (input: NewLabel) =>
      one("createLabel", labelSchema, (init) => api.POST("/labels", { ...init, body: input })),

    getLabel: (labelId: string) =>
      one("getLabel", labelSchema, (init) => api.GET("/labels/{label_id}", { ...init, ...at(labelId) })),

    updateLabel: (labelId: string, change: LabelChange) =>
      one("updateLabel", labelSchema, (init) =>
        api.PATCH("/labels/{label_id}", { ...init, ...at(labelId), body: change }),
      ),

    /** Takes the label off its chats too. */
    async deleteLabel(labelId: string): Promise<void> {
      await maybe("deleteLabel", z.unknown(), (init) =>
        api.DELETE("/labels/{label_id}", { ...init, ...at(labelId) }),
      );
    },
  };
}

/** `chatId` is the WhatsApp address or MoltFlow's internal id of the chat. */
function labelledChatCalls({ api, maybe, list }: Calls) {
  const ofChat = (chatId: string) => ({ params: { path: { chat_id: chatId } } });
  return {
    getChatLabels: (chatId: string) =>
      list("getChatLabels", labelSchema, (init) =>
        api.GET("/labels/chat/{chat_id}", { ...init, ...ofChat(chatId) }),
      ),

    /** Replaces the chat's whole set. Null when MoltFlow accepted without telling the set. */
    setChatLabels: (chatId: string, labelIds: string[]): Promise<Label[] | null> =>
      maybe("setChatLabels", labelsOfChatSchema, (init) =>
        api.PUT("/labels/chat/{chat_id}", { ...init, ...ofChat(chatId), body: { label_ids: labelIds } }),
      ),

    listLabelChats: (labelId: string) =>
      list("listLabelChats", chatSchema, (init) =>
        api.GET("/labels/{label_id}/chats", { ...init, ...at(labelId) }),
      ),
  };
}

function labelSyncCalls({ api, one, maybe }: Calls) {
  const through = (sessionId: string) => ({ query: { session_id: sessionId } });
  return {
    /** Whether the session's number is a WhatsApp Business account, which labels need to be synced. */
    checkBusiness: (sessionId: string) =>
      one("checkBusiness", businessCheckSchema, (init) =>
        api.GET("/labels/business-check", { ...init, params: through(sessionId) }),
      ),

    /** Takes over the labels of the WhatsApp Business app. Throws `bad_state` for a number that is no business. */
    importLabels: (sessionId: string) =>
      one("importLabels", labelImportSchema, (init) =>
        api.POST("/labels/sync-from-whatsapp", { ...init, params: through(sessionId) }),
      ),

    /** Writes the label into the WhatsApp Business app. Null and `bad_state` as in the two beside. */
    syncLabel: (labelId: string, sessionId: string): Promise<Label | null> =>
      maybe("syncLabel", labelSchema, (init) =>
        api.POST("/labels/{label_id}/sync", {
          ...init,
          params: { path: { label_id: labelId }, ...through(sessionId) },
        }),
      ),
  };
}
