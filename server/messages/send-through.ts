import type { Message, MoltflowClient } from "#server/moltflow/index.ts";
import type { StoredContent } from "./stored-content.ts";

/** A message as MoltFlow needs it. */
export type Outgoing = StoredContent & { sessionId: string; chatId: string; file: Buffer | null };

/** Sends a message of any kind once. Throws `MoltflowError`. */
export function sendThrough(moltflow: MoltflowClient, outgoing: Outgoing): Promise<Message> {
  const { sessionId, chatId, kind, text, payload, file } = outgoing;
  const target = { sessionId, chatId };
  const media = file ? { base64: file.toString("base64") } : { url: payload?.mediaUrl ?? "" };
  switch (kind) {
    case "text":
      return moltflow.sendText({ ...target, text });
    case "poll": {
      const { options = [], allowMultiple = false } = payload ?? {};
      return moltflow.sendPoll({ ...target, title: text, options, allowMultiple });
    }
    case "sticker":
      return moltflow.sendSticker({ ...target, media });
    case "gif":
      return moltflow.sendGif({ ...target, media, ...(text === "" ? {} : { caption: text }) });
  }
}
