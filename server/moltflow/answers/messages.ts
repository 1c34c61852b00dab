import { z } from "zod";
import { count, id, instant, text } from "./fields.ts";

export const messageSchema = z
  .object({
    id,
    chat_id: z.union([id, z.null()]).catch(null),
    wa_message_id: text,
    direction: text,
    message_type: text,
    content_preview: text,
    status: text,
    sent_at: instant,
    created_at: instant,
  })
  .transform((raw) => ({
    id: raw.id,
    /** MoltFlow's internal chat id, not the WhatsApp address a message was sent to. */
    chatId: raw.chat_id,
    waMessageId: raw.wa_message_id,
    direction: raw.direction,
    type: raw.message_type,
    /** At most 500 characters; MoltFlow forgets it after 90 days. */
    preview: raw.content_preview,
    status: raw.status,
    sentAt: raw.sent_at,
    createdAt: raw.created_at,
  }));
export type Message = z.infer<typeof messageSchema>;

export const chatSchema = z
  .object({
    id,
    session_id: text,
    wa_chat_id: z.string().min(1),
    name: text,
    phone: text,
    is_group: z.boolean().nullable().catch(null),
    message_count: count,
    unread_count: count,
    last_message_preview: text,
    last_message_direction: text,
    last_message_at: instant,
  })
  .transform((raw) => ({
    id: raw.id,
    sessionId: raw.session_id,
    /** Opaque WhatsApp address (`…@c.us`, `…@g.us`, `…@lid`, …). */
    waChatId: raw.wa_chat_id,
    name: raw.name,
    phone: raw.phone,
    isGroup: raw.is_group ?? raw.wa_chat_id.endsWith("@g.us"),
    messageCount: raw.message_count,
    unreadCount: raw.unread_count,
    lastMessagePreview: raw.last_message_preview,
    lastMessageDirection: raw.last_message_direction,
    lastMessageAt: raw.last_message_at,
  }));
export type Chat = z.infer<typeof chatSchema>;
