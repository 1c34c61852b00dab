import { newId } from "#server/core/ids.ts";
import type { EventToSend } from "./envelope.ts";

/** Type of the event that a test sends; no number ever has one. */
export const testEventType = "moltdesk.test";

const exampleData = {
  session_id: "00000000-0000-4000-8000-000000000000",
  chat_id: "15550100000@c.us",
  sender_name: "Anna Example",
  direction: "inbound",
  message: "Hello! Are you open on Saturday?",
};

/** An event as one could arrive; it is of nobody's number. */
export function exampleEvent(workspaceId: string, event: string, now: Date): EventToSend {
  const body = { event, timestamp: now.toISOString(), data: exampleData };
  return {
    ...{ workspaceId, event, id: newId(), seq: 0, receivedAt: now, verdict: "verified" },
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(body)),
  };
}
