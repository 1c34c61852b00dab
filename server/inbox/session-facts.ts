import { z } from "zod";
import { storableText } from "#server/chats/index.ts";
import { parseJson } from "./envelope.ts";

const someText = z.string().min(1).transform(storableText);
/** The contract only assumes most of the fields, so whatever is missing or odd becomes null. */
export const optionalText = z
  .string()
  .min(1)
  .max(200)
  .transform(storableText)
  .nullable()
  .catch(null)
  .default(null);

const sessionEvent = z.object({
  event: z.enum(["session.connected", "session.disconnected"]),
  timestamp: optionalText,
  data: z.object({
    session_id: someText,
    status: optionalText,
    phone_number: optionalText,
    reason: optionalText,
  }),
});

const sentEvent = z.object({
  event: z.literal("message.sent"),
  data: z.object({
    session_id: someText,
    chat_id: someText,
    message: z.string().transform(storableText),
    message_id: optionalText,
  }),
});

/** What a verified event of MoltFlow proves about a number or a message of ours. */
export type Fact = z.output<typeof sessionEvent> | z.output<typeof sentEvent>;

const fact = z.discriminatedUnion("event", [sessionEvent, sentEvent]);

/** Events that prove something; the others are only shown. */
export const factEvents = ["session.connected", "session.disconnected", "message.sent"] as const;

/** Reads a body tolerantly; null when it lacks what the event's meaning hangs on. */
export function readFact(body: Uint8Array): Fact | null {
  return fact.safeParse(parseJson(body)).data ?? null;
}

/**
 * When something happened by MoltFlow's clock, which can't be later than its arrival by ours. MoltFlow tells whole
 * seconds: taken at its start, news would lose against what we learned earlier in the same second.
 */
export function happenedAt(timestamp: string | null, receivedAt: Date): Date {
  const atMs = Date.parse(timestamp ?? "");
  // PostgreSQL has no year 0; nobody wrote on WhatsApp before 1970 either.
  if (!(atMs > 0)) return receivedAt;
  const latestMs = atMs % 1000 === 0 ? atMs + 999 : atMs;
  return new Date(Math.min(receivedAt.getTime(), latestMs));
}
