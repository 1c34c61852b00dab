import type { ServedBy } from "#server/api/operations.ts";

/** Which procedure serves which operation of the contract. Numbers are read from our tables, which jobs keep fresh. */
export const numberOperations = {
  listSessions: { procedure: "connection.test", class: "read", invalidates: [] },
  createSession: { procedure: "numbers.create", class: "send", invalidates: [] },
  getSession: { procedure: "numbers.check", class: "read", invalidates: [] },
  deleteSession: { procedure: "numbers.delete", class: "send", invalidates: [] },
  startSession: { procedure: "numbers.start", class: "send", invalidates: [] },
  stopSession: { procedure: "numbers.stop", class: "send", invalidates: [] },
  restartSession: { procedure: "numbers.restart", class: "send", invalidates: [] },
  logoutSession: { procedure: "numbers.logout", class: "send", invalidates: [] },
  getSessionQr: { procedure: "numbers.pair", class: "send", invalidates: [] },
  streamSessionEvents: { procedure: "numbers.pair", class: "send", invalidates: [] },
  updateSessionSettings: { procedure: "numbers.changeSettings", class: "send", invalidates: [] },
} as const satisfies ServedBy;
