import { randomUUID } from "node:crypto";
import { z } from "zod";
import { bag, instant } from "./answers/fields.ts";
import type { Calls } from "./call.ts";
import { MoltflowError } from "./errors.ts";
import { parseJson } from "./refusals.ts";
import { readSse, type SseMessage, SseTooLarge } from "./sse.ts";
import type { StreamAccess } from "./stream.ts";

const EVENT_LIMIT_CHARACTERS = 256 * 1024;

const envelopeSchema = z
  .object({ event: z.string().min(1), timestamp: instant, data: bag })
  .transform((raw) => ({ event: raw.event, occurredAt: raw.timestamp, data: raw.data }));

/**
 * One event of a session as it happens: `session.status`, `session.connected`, `message.received`, … or a word
 * MoltFlow added since. `data` is as MoltFlow sent it.
 */
export type SessionEvent = z.infer<typeof envelopeSchema>;

export function sessionEventCalls({ api, stream, report }: Calls) {
  return {
    /**
     * Follows one session. The token is in the address of the request, in no log and in no error. Ends when `signal`
     * does and when MoltFlow closes the stream; throws {@link MoltflowError}, for example `unauthorized` once the token
     * has run out and `timeout` after 90 s without a sign of life. What is no event is left out and reported.
     */
    async *streamSessionEvents(sessionId: string, access: StreamAccess): AsyncGenerator<SessionEvent> {
      const requestId = randomUUID();
      const chunks = stream("streamSessionEvents", { ...access, requestId }, (init) =>
        api.GET("/sessions/{session_id}/events", {
          ...init,
          params: { path: { session_id: sessionId }, query: { token: access.token } },
        }),
      );
      try {
        for await (const message of readSse(chunks, EVENT_LIMIT_CHARACTERS)) {
          const event = readEvent(message);
          if (event) yield event;
          else report("streamSessionEvents", "", "unreadable_item");
        }
      } catch (error) {
        if (error instanceof SseTooLarge) throw tooLarge(requestId);
        throw error;
      }
    },
  };
}

/** The envelope that webhooks use; else the stream's own name for the event with its data. Null for neither. */
function readEvent({ event, data }: SseMessage): SessionEvent | null {
  const value = parseJson(data);
  const envelope = envelopeSchema.safeParse(value);
  if (envelope.success) return envelope.data;
  const bare = z.record(z.string(), z.unknown()).safeParse(value);
  return bare.success && event !== "message" ? { event, occurredAt: null, data: bare.data } : null;
}

function tooLarge(requestId: string): MoltflowError {
  return new MoltflowError({
    kind: "unexpected_answer",
    operation: "streamSessionEvents",
    requestId,
    outcome: "not_done",
    detail: "One event was larger than 256 KiB.",
  });
}
