import { z } from "zod";
import type { ChatRow, MessageRow } from "#db/schema/index.ts";

const assigneeSchema = z.string().min(1).max(100).nullable();

/** Names a chat by its id or by an event of it, never by the contact's address. `userId` null: nobody's. */
export const assignChatSchema = z.union([
  z.object({ chat: z.uuid(), userId: assigneeSchema }),
  z.object({ eventId: z.uuid(), userId: assigneeSchema }),
]);
export type AssignChatInput = z.output<typeof assignChatSchema>;

/** Who takes care of a chat. */
export type Assignee = { userId: string; name: string | null; email: string };

/** Whom a chat can be given to, whoever asks first; `isMe` says which one they are. */
export type AssigneeChoices = {
  people: (Assignee & { isMe: boolean })[];
  /** More members than are listed. */
  hasMore: boolean;
};

export const chatTabs = ["mine", "unassigned", "all"] as const;
export const chatOrders = ["activity", "waiting"] as const;
export const chatShelves = ["open", "snoozed", "resolved"] as const;

/** Which chats are listed. `cursor` is the `nextCursor` of the page before, opaque. */
export const listChatsSchema = z.object({
  tab: z.enum(chatTabs).default("all"),
  shelf: z.enum(chatShelves).default("open"),
  order: z.enum(chatOrders).default("activity"),
  numberId: z.uuid().optional(),
  labelId: z.uuid().optional(),
  unread: z.boolean().optional(),
  kind: z.enum(["person", "group"]).optional(),
  cursor: z.string().max(200).optional(),
});
export type ListChatsInput = z.output<typeof listChatsSchema>;

export const chatInput = z.object({ chat: z.uuid() });

/**
 * The newest page; or the messages older than `before` (an `olderCursor`), newer than `after` (a `newerCursor`), or on
 * both sides of the message `around`, itself among them. At most one of the three; the first of them counts.
 */
export const threadSchema = z.object({
  chat: z.uuid(),
  before: z.string().max(200).optional(),
  after: z.string().max(200).optional(),
  around: z.uuid().optional(),
});
export type ThreadInput = z.output<typeof threadSchema>;

/** `inboundCount` is the thread's that the reader saw; left out, all that is there has been seen. */
export const markReadSchema = z.object({ chat: z.uuid(), inboundCount: z.int().min(0).optional() });
export type MarkReadInput = z.output<typeof markReadSchema>;

/** Words of messages, or digits of a contact's phone number. */
export const searchSchema = z.object({
  query: z.string().trim().min(2).max(200),
  numberId: z.uuid().optional(),
  cursor: z.string().max(200).optional(),
});
export type SearchInput = z.output<typeof searchSchema>;

export type LabelChip = { id: string; name: string; color: string };

/** A chat in a list. Instants are ISO 8601. */
export type ChatView = {
  id: string;
  numberId: string;
  /** The number's name, and its place among the workspace's numbers, for its colour. */
  numberName: string;
  chatId: string;
  kind: ChatRow["kind"];
  /** The contact's or group's name; null when only the address is known. */
  name: string | null;
  phone: string | null;
  state: ChatRow["state"];
  priority: ChatRow["priority"];
  assignee: Assignee | null;
  snoozedUntil: string | null;
  snoozedUntilReply: boolean;
  /** When the workspace first heard of it. */
  createdAt: string;
  lastMessageAt: string;
  lastPreview: string | null;
  lastKind: string | null;
  lastDirection: ChatRow["lastDirection"];
  waitingSince: string | null;
  /** Of the member who asks. */
  unread: number;
  labels: LabelChip[];
};

export type ChatPage = { chats: ChatView[]; nextCursor: string | null };
/** Open chats of each tab, and those with something unread among the newest 1,000; counts stop there. */
export type ChatCounts = Record<(typeof chatTabs)[number], { chats: number; unread: number }>;

/** A message in a thread. Instants are ISO 8601. */
export type MessageView = {
  id: string;
  direction: MessageRow["direction"];
  kind: string;
  text: string;
  payload: MessageRow["payload"];
  author:
    | { kind: "contact" | "phone" | "automation"; name: string | null; phone: string | null }
    | { kind: "member"; userId: string | null; name: string | null; email: string | null };
  status: MessageRow["status"];
  cause: string | null;
  evidence: string | null;
  truncated: boolean;
  happenedAt: string;
  eventId: string | null;
};

/** An internal note; contacts never get it. */
export type NoteView = {
  id: string;
  author: Assignee | null;
  text: string;
  mentions: Assignee[];
  createdAt: string;
  editedAt: string | null;
};

/** One page of a thread, oldest first. `version` grows with every message: whoever sends says which one they saw. */
export type ThreadPage = {
  messages: MessageView[];
  notes: NoteView[];
  olderCursor: string | null;
  /** Null on a page that ends with the newest message. */
  newerCursor: string | null;
  version: number;
  /** How many messages of the contact there are, for `markRead`. */
  inboundCount: number;
  /** The first message that the reader has not seen, on the newest page. */
  firstUnreadId: string | null;
};

export type SearchHit = {
  chat: ChatView;
  message: MessageView /** With the hits between ⟦ and ⟧. */;
  excerpt: string;
};
export type SearchPage = { hits: SearchHit[]; chats: ChatView[]; nextCursor: string | null };

export const setPrioritySchema = chatInput.extend({ priority: z.enum(["none", "low", "high", "urgent"]) });

/** A chat is out of the way for a year at most. */
export const maxSnoozeMs = 366 * 24 * 60 * 60_000;

/** Until the contact writes, or a moment in ISO 8601 that the browser has counted in its reader's time zone. */
const snoozeUntilSchema = z.union([z.literal("reply"), z.iso.datetime({ offset: true })]);
export const snoozeSchema = chatInput.extend({ until: snoozeUntilSchema });
export type SnoozeInput = z.output<typeof snoozeSchema>;

/** How a chat is after a change; `changed` is false when it was so already, by somebody else say. */
export type ChatState = Pick<ChatView, "state" | "priority" | "snoozedUntil" | "snoozedUntilReply"> & {
  chat: string;
  changed: boolean;
};

/** As many as people select by hand. */
export const maxAtOnce = 100;
const manyChatsSchema = z
  .array(z.uuid())
  .min(1)
  .max(maxAtOnce)
  .transform((chats) => [...new Set(chats)]);

export const changeManySchema = z.object({
  chats: manyChatsSchema,
  change: z.discriminatedUnion("kind", [
    z.object({ kind: z.enum(["resolve", "reopen", "wake"]) }),
    z.object({ kind: z.literal("snooze"), until: snoozeUntilSchema }),
  ]),
});
export type ChangeManyInput = z.output<typeof changeManySchema>;

export const assignManySchema = z.object({ chats: manyChatsSchema, userId: assigneeSchema });
export type AssignManyInput = z.output<typeof assignManySchema>;

/** What became of one chat among many; `refusal` is the reason of an error, with a text under `errors.`. */
export type ChangedChat = { chat: string; changed: boolean; refusal: string | null };
