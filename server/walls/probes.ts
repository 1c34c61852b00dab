import type { LeakTestResult } from "#db/schema/data.ts";
import { destinationProbes } from "./destination-probes.ts";
import { ruleProbes } from "./rule-probes.ts";

/** What an id names. */
export type Kind =
  | "number"
  | "session"
  | "event"
  | "inbox"
  | "member"
  | "invitation"
  | "token"
  | "export"
  | "chat"
  | "note"
  | "message"
  | "scheduled"
  | "snippet"
  | "subscription"
  | "shift"
  | "notice"
  | "browser"
  | "group"
  | "label"
  | "webhook"
  | "destination"
  | "delivery"
  | "replay"
  | "erasure";

export type Origin = LeakTestResult["origin"];

/** Ids that must not be reached. A number outside the allowlist has a number, a session and an event only. */
export type Targets = Partial<Record<Kind, string>>;

export type Ids = Readonly<Record<string, Kind>>;

/** One call with ids of somebody else. */
export type Probe = {
  path: string;
  /** Which fields take an id, and of what: `numberId`, `sessionIds[]`, `restrictions.onlyNumbers[]`. */
  ids: Ids;
  /** Whatever else the procedure wants to know. Never an id of the workspace: a broken wall must not hurt anybody. */
  rest?: object;
};

const number = { numberId: "number" } as const;
const label = { labelId: "label" } as const;
const webhook = { webhookId: "webhook" } as const;
const inbox = { inboxId: "inbox" } as const;
const member = { userId: "member" } as const;
const invitation = { invitationId: "invitation" } as const;
const chat = { chat: "chat" } as const;
const chats = { "chats[]": "chat" } as const;
const onlyNumbers = { "restrictions.onlyNumbers[]": "number" } as const;
const otherRestrictions = { assignedOnly: false, hidePhones: false, noExport: false };

const group = { groupId: "group" } as const;
const leadLabel = { leadLabelId: "label" } as const;
const nobodys = "00000000-0000-4000-8000-000000000000";
/** Nobody's number. */
const people = ["+15550100000"];

/** Every operation that takes an id, each with a foreign one in every place. */
export const probes: readonly Probe[] = [
  { path: "numbers.get", ids: number },
  { path: "numbers.pairing", ids: number },
  { path: "numbers.drops", ids: number },
  { path: "numbers.setHolder", ids: { ...number, userId: "member" } },
  { path: "numbers.changeSettings", ids: number, rest: { autoTranscribe: false } },
  { path: "numbers.check", ids: number },
  { path: "numbers.start", ids: number },
  { path: "numbers.stop", ids: number },
  { path: "numbers.restart", ids: number },
  { path: "numbers.logout", ids: number },
  { path: "numbers.pair", ids: number },
  { path: "numbers.cancelPairing", ids: number },
  { path: "numbers.delete", ids: number },
  { path: "inbox.event", ids: { id: "event" } },
  { path: "inbox.events", ids: { sessionId: "session" } },
  { path: "inbox.events", ids: inbox },
  { path: "inbox.rejected", ids: inbox },
  { path: "inboxes.showUrl", ids: inbox },
  { path: "inboxes.rotateSecret", ids: inbox, rest: { overlapHours: 1 } },
  { path: "inboxes.replaceUrl", ids: inbox },
  { path: "messages.forEvent", ids: { eventId: "event" } },
  {
    path: "messages.send",
    ids: { numberId: "number", answersEventId: "event" },
    rest: { chatId: "0@c.us", text: "Leak test", idempotencyKey: "leak-test" },
  },
  {
    path: "messages.send",
    ids: chat,
    rest: { content: { kind: "text", text: "Leak test" }, idempotencyKey: "leak-test" },
  },
  { path: "messages.check", ids: { id: "message" } },
  { path: "messages.resend", ids: { id: "message" } },
  { path: "messages.settle", ids: { id: "message" }, rest: { as: "not_sent" } },
  { path: "scheduled.list", ids: chat },
  {
    path: "scheduled.create",
    ids: chat,
    rest: {
      content: { kind: "text", text: "Leak test" },
      ...{ at: "2099-01-01T00:00:00Z", timeZone: "UTC", idempotencyKey: "leak-test" },
    },
  },
  { path: "scheduled.change", ids: { id: "scheduled" }, rest: { cancelOnReply: true } },
  { path: "scheduled.cancel", ids: { id: "scheduled" } },
  { path: "scheduled.sendNow", ids: { id: "scheduled" } },
  { path: "chats.get", ids: chat },
  { path: "chats.thread", ids: chat },
  { path: "chats.markRead", ids: chat },
  { path: "chats.markUnread", ids: chat },
  { path: "chats.list", ids: number },
  { path: "chats.search", ids: number, rest: { query: "leak test" } },
  { path: "chats.assign", ids: { eventId: "event", userId: "member" } },
  { path: "chats.assign", ids: { ...chat, userId: "member" } },
  { path: "chats.assignMany", ids: { ...chats, userId: "member" } },
  { path: "chats.changeMany", ids: chats, rest: { change: { kind: "resolve" } } },
  { path: "chats.resolve", ids: chat },
  { path: "chats.reopen", ids: chat },
  { path: "chats.snooze", ids: chat, rest: { until: "reply" } },
  { path: "chats.wake", ids: chat },
  { path: "chats.setPriority", ids: chat, rest: { priority: "low" } },
  { path: "teamwork.addNote", ids: { ...chat, "mentions[]": "member" }, rest: { text: "Leak test" } },
  {
    path: "teamwork.changeNote",
    ids: { noteId: "note", "mentions[]": "member" },
    rest: { text: "Leak test" },
  },
  { path: "teamwork.deleteNote", ids: { noteId: "note" } },
  { path: "teamwork.restoreNote", ids: { noteId: "note" } },
  { path: "teamwork.draft", ids: chat },
  { path: "teamwork.saveDraft", ids: chat, rest: { text: "Leak test" } },
  { path: "teamwork.present", ids: chat },
  { path: "teamwork.bePresent", ids: chat, rest: { state: "viewing", tab: "leak-test" } },
  {
    path: "snippets.change",
    ids: { snippetId: "snippet" },
    rest: { name: "Leak test", shortcut: "leak-test", text: "Leak test" },
  },
  { path: "snippets.delete", ids: { snippetId: "snippet" } },
  ...ruleProbes,
  ...destinationProbes,
  { path: "deliveries.list", ids: { destinationId: "destination" } },
  { path: "deliveries.list", ids: { eventId: "event" } },
  { path: "deliveries.get", ids: { deliveryId: "delivery" } },
  { path: "deliveries.console", ids: { destinationId: "destination" } },
  { path: "deliveries.story", ids: { eventId: "event" } },
  { path: "replays.list", ids: { destinationId: "destination" } },
  {
    path: "replays.count",
    ids: { destinationId: "destination", "selection.eventIds[]": "event" },
    rest: { selection: { kind: "events" } },
  },
  {
    path: "replays.start",
    ids: { destinationId: "destination", "selection.eventIds[]": "event" },
    rest: { selection: { kind: "events" }, ratePerSecond: 1 },
  },
  { path: "replays.change", ids: { replayId: "replay" }, rest: { action: "cancel" } },
  { path: "notices.markRead", ids: { noticeId: "notice" } },
  { path: "notices.snooze", ids: { noticeId: "notice" }, rest: { until: "2099-01-01T00:00:00Z" } },
  { path: "alerts.testPush", ids: { browserId: "browser" } },
  { path: "alerts.removeBrowser", ids: { browserId: "browser" } },
  { path: "groups.get", ids: group },
  { path: "groups.look", ids: group },
  { path: "groups.messages", ids: group },
  { path: "groups.refreshMessages", ids: group },
  { path: "groups.available", ids: number },
  { path: "groups.refreshAvailable", ids: number },
  { path: "groups.watch", ids: number, rest: { waGroup: "0@g.us", mode: "all" } },
  { path: "groups.create", ids: number, rest: { name: "Leak test", people } },
  { path: "groups.change", ids: group, rest: { mode: "all" } },
  { path: "groups.watch", ids: leadLabel, rest: { numberId: nobodys, waGroup: "0@g.us", mode: "all" } },
  { path: "groups.change", ids: leadLabel, rest: { groupId: nobodys, mode: "all" } },
  { path: "groups.pause", ids: group, rest: { isActive: true } },
  { path: "groups.unwatch", ids: group },
  { path: "groups.addPeople", ids: group, rest: { people } },
  { path: "groups.removePeople", ids: group, rest: { people } },
  { path: "groups.promote", ids: group, rest: { people } },
  { path: "groups.demote", ids: group, rest: { people } },
  { path: "chatSyncs.start", ids: number },
  { path: "chatSyncs.pause", ids: number },
  { path: "chatSyncs.resume", ids: number },
  { path: "chatSyncs.cancel", ids: number },
  { path: "chatSyncs.reconcile", ids: number },
  { path: "chats.list", ids: label },
  { path: "labels.get", ids: label },
  { path: "labels.ofChat", ids: chat },
  { path: "labels.recheckChat", ids: chat },
  { path: "labels.setOnChat", ids: { ...chat, "addIds[]": "label", "removeIds[]": "label" } },
  { path: "labels.change", ids: label, rest: { seen: { name: "", color: "" } } },
  { path: "labels.delete", ids: label },
  { path: "labels.push", ids: { ...label, ...number } },
  { path: "labels.import", ids: number },
  { path: "labels.checkBusiness", ids: number },
  { path: "members.get", ids: member },
  {
    path: "members.change",
    ids: { ...member, ...onlyNumbers },
    rest: { role: "viewer", restrictions: otherRestrictions },
  },
  { path: "members.endSessions", ids: member },
  { path: "members.suspend", ids: member },
  { path: "members.resume", ids: member },
  { path: "members.remove", ids: { ...member, handOverTo: "member" } },
  { path: "members.transfer", ids: member },
  { path: "invitations.resend", ids: invitation },
  { path: "invitations.renewLink", ids: invitation },
  { path: "invitations.revoke", ids: invitation },
  {
    path: "tokens.rotate",
    ids: { tokenId: "token" },
    rest: { hint: "leak-test", overlapHours: 0, expiresInDays: 1 },
  },
  { path: "tokens.revoke", ids: { tokenId: "token" } },
  { path: "data.cancelExport", ids: { id: "export" } },
];

/**
 * Operations with an id that the live test leaves alone: what they do, they do to the workspace itself, and a broken
 * wall would have them do it for real. The walls' own tests try them in a workspace that is nobody's.
 */
export const untried: readonly Probe[] = [
  // Changes the allowlist.
  { path: "connection.chooseNumbers", ids: { "sessionIds[]": "session" } },
  // Open a way in.
  { path: "invitations.invite", ids: onlyNumbers },
  { path: "invitations.createLink", ids: onlyNumbers },
  // These ids are MoltFlow's: only asked for real could it tell whose they are.
  { path: "webhooks.get", ids: webhook },
  { path: "webhooks.change", ids: webhook },
  { path: "webhooks.delete", ids: webhook },
  { path: "webhooks.test", ids: webhook },
  // Decides what stays when the plan has no room for all.
  { path: "billing.choose", ids: { "ids[]": "number" }, rest: { limit: "numbers" } },
];

/** Answers that are read through for whatever is not to be seen in them. */
export type List = {
  path: string;
  rest?: object;
  /** It shows every number that the key reaches, to whoever chooses among them. */
  showsAllNumbers?: boolean;
};

export const lists: readonly List[] = [
  { path: "workspaces.get" },
  { path: "workspaces.settings" },
  { path: "workspaces.gettingStarted" },
  { path: "workspaces.secondFactors" },
  { path: "connection.get", showsAllNumbers: true },
  { path: "connection.options" },
  { path: "numbers.list" },
  { path: "inbox.events", rest: { limit: 100 } },
  { path: "inbox.filters" },
  { path: "inbox.rejected" },
  { path: "inboxes.list" },
  { path: "chats.assignees" },
  { path: "chats.list" },
  { path: "chats.counts" },
  { path: "scheduled.list" },
  { path: "snippets.list" },
  { path: "deliveries.list" },
  { path: "deliveries.ledgers" },
  { path: "destinations.list" },
  { path: "notices.list" },
  { path: "subscriptions.list" },
  { path: "subscriptions.settings" },
  { path: "subscriptions.onCall" },
  { path: "notices.unread" },
  { path: "alerts.pushKey" },
  { path: "alerts.browsers" },
  { path: "groups.list" },
  { path: "labels.list" },
  { path: "webhooks.list" },
  { path: "budget.status" },
  { path: "billing.get" },
  { path: "billing.frozen" },
  { path: "billing.room" },
  { path: "billing.invoices" },
  { path: "usage.get" },
  { path: "chatSyncs.list" },
  { path: "members.list" },
  { path: "members.myAccess" },
  { path: "invitations.list" },
  { path: "tokens.list" },
  { path: "audit.list" },
  { path: "audit.filters" },
  { path: "data.retention" },
  { path: "data.exports" },
  { path: "data.erasures" },
];
