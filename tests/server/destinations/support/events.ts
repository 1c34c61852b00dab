import { newId } from "#server/core/ids.ts";
import type { EventToSend } from "#server/destinations/envelope.ts";

/** A message that somebody wrote, as MoltFlow tells of it. */
export const messageBody = (data: object = {}) =>
  Buffer.from(
    JSON.stringify({
      event: "message.received",
      timestamp: "2026-02-11T10:00:00Z",
      data: { chat_id: "5511999999999@c.us", sender_name: "Anna", message: "Hello", ...data },
    }),
  );

export const eventToSend = (changed: Partial<EventToSend> = {}): EventToSend => ({
  id: newId(),
  workspaceId: newId(),
  seq: 7,
  receivedAt: new Date("2026-02-11T10:00:01Z"),
  verdict: "verified",
  event: "message.received",
  headers: { "content-type": "application/json; charset=utf-8" },
  body: messageBody(),
  ...changed,
});
