import { z } from "zod";
import type { EventRow } from "#db/schema/index.ts";
import { type Heard, nothingElse, previewLength } from "#server/chats/index.ts";
import { parseJson } from "./envelope.ts";
import { happenedAt, optionalText } from "./session-facts.ts";

const address = z.string().min(1).max(200);
const envelope = { timestamp: optionalText };

const messageEvent = z.object({
  ...envelope,
  event: z.enum(["message.received", "message.sent"]),
  data: z.object({
    ...{ session_id: address, chat_id: address, message: z.string(), message_id: optionalText },
    ...{ message_type: optionalText, sender_name: optionalText, sender_phone: optionalText },
    ...{ chat_name: optionalText, source: optionalText },
  }),
});

const groupEvent = z.object({
  ...envelope,
  event: z.literal("group.message"),
  data: z.object({
    // Without an id it could not be told from another of the same words; `message.received` tells of it too.
    ...{ session_id: address, wa_group_id: address, message_id: z.string().min(1).max(200) },
    ...{ sender_phone: optionalText, sender_name: optionalText, content_preview: z.string() },
    ...{ message_type: optionalText },
  }),
});

const receiptEvent = z.object({
  ...envelope,
  event: z.enum(["message.delivered", "message.read"]),
  data: z.object({ session_id: address, chat_id: address, message_id: z.string().min(1).max(200) }),
});

const heardEvent = z.discriminatedUnion("event", [messageEvent, groupEvent, receiptEvent]);
type HeardEvent = z.output<typeof heardEvent>;

/** Events that tell of a message. */
export const messageEvents = [
  "message.received",
  "message.sent",
  "group.message",
  "message.delivered",
  "message.read",
] as const;

type StoredEvent = Pick<EventRow, "id" | "receivedAt" | "body">;
const nobody = { id: null, name: null, phone: null } as const;

/** What an event tells of a message; null when it lacks what its meaning hangs on. */
export function readHeard({ id, receivedAt, body }: StoredEvent): Heard | null {
  const read = heardEvent.safeParse(parseJson(body)).data;
  if (!read) return null;
  const at = happenedAt(read.timestamp, receivedAt);
  const base = {
    ...nothingElse,
    ...{ sessionId: read.data.session_id, happenedAt: at, evidence: `event:${id}` },
  };
  if (read.event === "group.message") return { ...base, ...ofGroup(read.data) };
  if (read.event === "message.delivered" || read.event === "message.read") {
    return { ...base, ...ofReceipt(read) };
  }
  if (read.event === "message.received" || read.event === "message.sent") {
    return { ...base, ...ofMessage(read), eventId: id };
  }
  return null;
}

function ofMessage({ event, data }: Extract<HeardEvent, { event: "message.received" | "message.sent" }>) {
  const isInbound = event === "message.received";
  const { sender_name: name, sender_phone: phone, chat_name: chatName } = data;
  const isGroup = data.chat_id.endsWith("@g.us");
  const told = {
    chatId: data.chat_id,
    kind: data.message_type ?? "text",
    text: data.message,
    upstreamId: data.message_id,
  };
  if (isInbound) {
    return {
      ...told,
      ...{ direction: "inbound" as const, status: "received" as const },
      author: { kind: "contact" as const, id: null, name, phone },
      // In a chat with one person their name is the chat's.
      chatName: chatName ?? (isGroup ? null : name),
    };
  }
  // Typed on the phone itself, unless MoltFlow says that a program of its account sent it.
  const kind: "automation" | "phone" =
    data.source === "automation" || data.source === "api" ? "automation" : "phone";
  return {
    ...told,
    ...{ direction: "outbound" as const, status: "sent" as const, chatName },
    author: { kind, ...nobody },
  };
}

function ofReceipt({ event, data }: Extract<HeardEvent, { event: "message.delivered" | "message.read" }>) {
  return {
    ...{ chatId: data.chat_id, direction: "outbound" as const, text: null },
    ...{ upstreamId: data.message_id, author: { kind: "phone" as const, ...nobody } },
    status: event === "message.read" ? ("read" as const) : ("delivered" as const),
  };
}

function ofGroup(data: Extract<HeardEvent, { event: "group.message" }>["data"]) {
  const text = data.content_preview;
  return {
    ...{ chatId: data.wa_group_id, kind: data.message_type ?? "text", text },
    ...{ truncated: text.length >= previewLength, upstreamId: data.message_id },
    ...{ direction: "inbound" as const, status: "received" as const },
    author: { kind: "contact" as const, id: null, name: data.sender_name, phone: data.sender_phone },
  };
}
