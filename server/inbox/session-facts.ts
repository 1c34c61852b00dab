import { z } from "zod";
import { parseJson } from "./envelope.ts";

// The contract only assumes most of these fields, so whatever is missing or odd becomes null.
const optionalText = z.string().min(1).max(200).nullable().catch(null).default(null);

const sessionEvent = z.object({
  event: z.enum(["session.connected", "session.disconnected"]),
  timestamp: optionalText,
  data: z.object({ session_id: z.string().min(1), status: optionalText, phone_number: optionalText }),
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

const secondMs = 1_000;

/**
 * When something happened, as far as we can know. MoltFlow writes whole seconds, so the end of that second is meant:
 * an event must not look older than what we did earlier in the same second. It can't be later than its arrival.
 */
export function happenedAt(timestamp: string | null, receivedAt: Date): Date {
  const startMs = Date.parse(timestamp ?? "");
  if (Number.isNaN(startMs)) return receivedAt;
  const hasFraction = startMs % secondMs !== 0;
  return new Date(Math.min(receivedAt.getTime(), hasFraction ? startMs : startMs + secondMs - 1));
}
