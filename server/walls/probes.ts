import type { LeakTestResult } from "#db/schema/data.ts";

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
const inbox = { inboxId: "inbox" } as const;
const member = { userId: "member" } as const;
const invitation = { invitationId: "invitation" } as const;
const onlyNumbers = { "restrictions.onlyNumbers[]": "number" } as const;
const otherRestrictions = { assignedOnly: false, hidePhones: false, noExport: false };

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
  { path: "chats.assign", ids: { eventId: "event", userId: "member" } },
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
export const untried: readonly Pick<Probe, "path" | "ids">[] = [
  // Changes the allowlist.
  { path: "connection.chooseNumbers", ids: { "sessionIds[]": "session" } },
  // Open a way in.
  { path: "invitations.invite", ids: onlyNumbers },
  { path: "invitations.createLink", ids: onlyNumbers },
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
  { path: "workspaces.secondFactors" },
  { path: "connection.get", showsAllNumbers: true },
  { path: "connection.options" },
  { path: "numbers.list" },
  { path: "inbox.events", rest: { limit: 100 } },
  { path: "inbox.filters" },
  { path: "inbox.rejected" },
  { path: "inboxes.list" },
  { path: "chats.assignees" },
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
