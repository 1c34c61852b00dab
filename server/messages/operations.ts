import type { ServedBy } from "#server/api/operations.ts";

/** Which procedure serves which operation of the contract; what is sent comes back as an event, so nothing grows old. */
export const messageOperations = {
  sendText: { procedure: "messages.send", class: "send", invalidates: [] },
  sendPoll: { procedure: "messages.send", class: "send", invalidates: [] },
  sendSticker: { procedure: "messages.send", class: "send", invalidates: [] },
  getMessage: { procedure: "messages.check", class: "read", invalidates: [] },
  sendGif: { procedure: "messages.send", class: "send", invalidates: [] },
} as const satisfies ServedBy;
