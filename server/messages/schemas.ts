import { z } from "zod";
import type { outboxStates } from "#db/schema/messages.ts";

/** WhatsApp's address of a chat, opaque to us: `…@c.us`, `…@g.us`, `…@lid`, and what comes next. */
const chatIdSchema = z
  .string()
  .max(200, "message.chat_invalid")
  .regex(/^[^\s\p{Cc}@]+@[a-z.]+$/u, "message.chat_invalid");

/** What a person wrote, without the white space around it. Postgres has no room for NUL nor for half a character. */
const messageTextSchema = z
  .string()
  .trim()
  .min(1, "message.text_missing")
  .max(4096, "message.text_long")
  .transform((text) => text.replaceAll("\0", "").toWellFormed())
  .refine((text) => text !== "", "message.text_missing");

/** Made by the browser once for each message that a person means to send, however often the request is repeated. */
const idempotencyKeySchema = z.string().regex(/^[\w-]{8,100}$/, "message.key_invalid");

export const sendMessageSchema = z.object({
  numberId: z.uuid(),
  chatId: chatIdSchema,
  text: messageTextSchema,
  idempotencyKey: idempotencyKeySchema,
  answersEventId: z.uuid().optional(),
});
export type SendMessageInput = z.output<typeof sendMessageSchema>;

export const forEventSchema = z.object({ eventId: z.uuid() });

/**
 * A message on its way out; instants are ISO 8601. `cause` names why it failed, is unknown, or waits for another try:
 * a `MoltflowErrorKind`, `worker_stopped`, `unconfirmed`, `number_removed` or `connection_missing`, each with a text under
 * `errors.message.cause`.
 */
export type OutboxView = {
  id: string;
  numberId: string;
  chatId: string;
  text: string;
  state: (typeof outboxStates)[number];
  cause: string | null;
  createdAt: string;
  settledAt: string | null;
  author: { name: string | null; email: string } | null;
};
