import type { EventFacts } from "#server/event-filter/index.ts";

type Direction = EventFacts["direction"];

const byName: Record<string, Direction> = {
  "message.received": "inbound",
  "group.message": "inbound",
  "message.sent": "outbound",
  "message.delivered": "outbound",
  "message.read": "outbound",
};

/** Which way an event's message went, as far as the event's name says so. */
export const directionByName = (name: string | null): Direction =>
  name === null ? null : (byName[name] ?? null);

/** Whether an event of this name tells of something that was sent. */
export const isSending = (name: string | null): boolean => directionByName(name) === "outbound";
