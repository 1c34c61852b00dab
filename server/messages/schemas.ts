import { z } from "zod";
import type { MessageRow, outboxStates, sendableKinds } from "#db/schema/messages.ts";
import { contentSchema, messageTextSchema } from "./content.ts";

export { type Content, gifSchema, pollSchema, stickerSchema, textSchema } from "./content.ts";
export { cutTo, lengthOf, limits, takesAddress } from "./limits.ts";
export { isMedia } from "./media.ts";

/** WhatsApp's address of a chat, opaque to us: `…@c.us`, `…@g.us`, `…@lid`, and what comes next. */
const chatIdSchema = z
  .string()
  .max(200, "message.chat_invalid")
  .regex(/^[^\s\p{Cc}@]+@[a-z.]+$/u, "message.chat_invalid");

/** Made by the browser once for each message that a person means to send, however often the request is repeated. */
export const idempotencyKeySchema = z.string().regex(/^[\w-]{8,100}$/, "message.key_invalid");

/** From an event of the inbox, which names a number and an address. */
const answerSchema = z.object({
  numberId: z.uuid(),
  chatId: chatIdSchema,
  text: messageTextSchema,
  idempotencyKey: idempotencyKeySchema,
  answersEventId: z.uuid().optional(),
});

/**
 * Into a chat. `seenVersion` is the `version` of the thread that the sender looked at: when it has grown since, they are
 * warned, unless they send `anyway`.
 */
const toChatSchema = z.object({
  chat: z.uuid(),
  content: contentSchema,
  idempotencyKey: idempotencyKeySchema,
  seenVersion: z.int().min(0).optional(),
  anyway: z.boolean().optional(),
});
export type SendToChatInput = z.output<typeof toChatSchema>;

export const sendMessageSchema = z.union([toChatSchema, answerSchema]);
export type SendMessageInput = z.output<typeof sendMessageSchema>;
/** What the inbox asks for. */
export type AnswerInput = z.output<typeof answerSchema>;

export const forEventSchema = z.object({ eventId: z.uuid() });
export const resendSchema = z.object({ id: z.uuid() });

/** What a person saw on the phone. */
export const settleSchema = z.object({ id: z.uuid(), as: z.enum(["sent", "not_sent"]) });
export type SettleInput = z.output<typeof settleSchema>;

/** What MoltFlow calls the stations of a message. */
export const toldStatuses = ["pending", "sent", "delivered", "read", "failed"] as const;

/** How far a message got, and what MoltFlow said of it just now; null for a word that we do not know. */
export type CheckedMessage = {
  status: MessageRow["status"];
  told: (typeof toldStatuses)[number] | null;
};

/**
 * A message on its way out; instants are ISO 8601. `cause` names why it failed, is unknown, or waits for another try:
 * a `MoltflowErrorKind`, or one of the words that `jobs.ts` and `settle-message.ts` write, each with a text under
 * `errors.message.cause`.
 */
export type OutboxView = {
  id: string;
  numberId: string;
  chatId: string;
  kind: (typeof sendableKinds)[number];
  text: string;
  state: (typeof outboxStates)[number];
  cause: string | null;
  createdAt: string;
  settledAt: string | null;
  author: { name: string | null; email: string } | null;
};
