import { z } from "zod";
import { parseJson } from "./envelope.ts";

// The contract only assumes most of these fields, so whatever is missing or odd becomes null.
const optionalText = z.string().min(1).max(200).nullable().catch(null).default(null);

const sessionEvent = z.object({
  event: z.enum(["session.connected", "session.disconnected"]),
  timestamp: optionalText,
  data: z.object({
    session_id: z.string().min(1),
    status: optionalText,
    phone_number: optionalText,
    reason: optionalText,
  }),
});

const sentEvent = z.object({
  event: z.literal("message.sent"),
  data: z.object({
    session_id: z.string().min(1),
    chat_id: z.string().min(1),
    message: z.string(),
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
  if (Number.isNaN(atMs)) return receivedAt;
  const latestMs = atMs % 1000 === 0 ? atMs + 999 : atMs;
  return new Date(Math.min(receivedAt.getTime(), latestMs));
}
