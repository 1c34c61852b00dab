import { randomBytes } from "node:crypto";
import type { DomainInputs } from "./define.ts";

const random = () => randomBytes(4).toString("hex");

export const connection: DomainInputs = async ({ sessionId }) => ({
  "connection.get": {},
  "connection.options": {},
  // A key that MoltFlow does not know.
  "connection.connect": { key: `mf_canary_${random()}` },
  "connection.test": {},
  "connection.setLogin": { token: null },
  "connection.chooseNumbers": { sessionIds: [sessionId] },
  "connection.disconnect": {},
});

export const numbers: DomainInputs = async ({ numberId, ownerId }) => ({
  "numbers.list": {},
  "numbers.get": { numberId },
  "numbers.drops": { numberId },
  "numbers.setHolder": { numberId, userId: ownerId },
  "numbers.changeSettings": { numberId, autoTranscribe: true },
  "numbers.check": { numberId },
  "numbers.create": { name: "Second" },
  "numbers.restart": { numberId },
  "numbers.stop": { numberId },
  "numbers.start": { numberId },
  "numbers.logout": { numberId },
  "numbers.pair": { numberId },
  "numbers.pairing": { numberId },
  "numbers.cancelPairing": { numberId },
  "numbers.delete": { numberId },
});

export const inbox: DomainInputs = async ({ eventId, inboxId, otherInboxId }) => ({
  "inbox.events": {},
  "inbox.event": { id: eventId },
  "inbox.filters": {},
  "inbox.rejected": {},
  "inboxes.list": {},
  "inboxes.create": { name: "Third" },
  "inboxes.showUrl": { inboxId: otherInboxId },
  "inboxes.rotateSecret": { inboxId, overlapHours: 1 },
  "inboxes.replaceUrl": { inboxId },
});

export const chats: DomainInputs = async ({ eventId, ownerId, chat }) => ({
  "chats.list": {},
  "chats.counts": {},
  "chats.get": { chat },
  "chats.thread": { chat },
  "chats.search": { query: "hello" },
  "chats.markRead": { chat },
  "chats.markUnread": { chat },
  "chats.assignees": {},
  "chats.assign": { eventId, userId: ownerId },
  "chats.assignMany": { chats: [chat], userId: ownerId },
  "chats.changeMany": { chats: [chat], change: { kind: "resolve" } },
  "chats.resolve": { chat },
  "chats.reopen": { chat },
  "chats.snooze": { chat, until: "reply" },
  "chats.wake": { chat },
  "chats.setPriority": { chat, priority: "high" },
});

export const live: DomainInputs = async () => ({ live: { after: 0 } });
