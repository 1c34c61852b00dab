import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import {
  chatRowInSight,
  createdAt,
  id,
  instant,
  numberInSight,
  ofChatInSight,
  ownWorkspaceOnly,
} from "./columns.ts";
import { numbers } from "./connections.ts";

export const chatKinds = ["person", "group", "other"] as const;
export const chatStates = ["open", "resolved"] as const;
export const priorities = ["none", "low", "high", "urgent"] as const;

/**
 * One conversation of a number. Made by the first event, message or assignment that names its address; what it says
 * of its last message follows from `messages` and is written in the same transaction. Who takes care of it stands here
 * and nowhere else; the policies of events and messages ask it.
 */
export const chats = pgTable(
  "chats",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    numberId: uuid().notNull(),
    /** The number's, for the walls of what knows a number only by its session. */
    sessionId: text().notNull(),
    /** WhatsApp's address, opaque. */
    chatId: text().notNull(),
    kind: text({ enum: chatKinds }).notNull(),
    name: text(),
    phone: text(),
    state: text({ enum: chatStates }).notNull().default("open"),
    priority: text({ enum: priorities }).notNull().default("none"),
    /** A member of the workspace: the migration ties it to them, and clears it when they go. */
    assigneeId: text(),
    assignedAt: instant(),
    /** Out of the way until this moment, or until the contact writes. Both null: not snoozed. */
    snoozedUntil: instant(),
    snoozedUntilReply: boolean().notNull().default(false),
    /** Orders the list; when the chat was made, until there is a message. */
    lastMessageAt: instant().notNull(),
    lastPreview: text(),
    lastKind: text(),
    lastDirection: text({ enum: ["inbound", "outbound"] }),
    /** The oldest message of the contact that nobody has answered. */
    waitingSince: instant(),
    /** Messages that were news, each way. Nothing that is deleted lowers them; unread is `inboundCount` less what a member has seen. */
    inboundCount: integer().notNull().default(0),
    outboundCount: integer().notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    unique().on(table.workspaceId, table.sessionId, table.chatId),
    // The list's tabs, each ending in its keyset; a snoozed chat is open, and filtered out as it is read.
    index("chats_by_activity").on(table.workspaceId, table.state, table.lastMessageAt, table.id),
    index("chats_of_assignee").on(
      table.workspaceId,
      table.assigneeId,
      table.state,
      table.lastMessageAt,
      table.id,
    ),
    index("chats_waiting")
      .on(table.workspaceId, table.waitingSince, table.id)
      .where(sql`waiting_since is not null`),
    index("chats_snoozed")
      .on(table.workspaceId, table.lastMessageAt, table.id)
      .where(sql`snoozed_until is not null or snoozed_until_reply`),
    // Digits anywhere in a number, letters anywhere in a name.
    index("chats_phone").using("gin", table.workspaceId, table.phone.op("gin_trgm_ops")),
    index("chats_name").using("gin", table.workspaceId, table.name.op("gin_trgm_ops")),
    index("chats_of_number").on(table.workspaceId, table.numberId, table.lastMessageAt, table.id),
    foreignKey({
      columns: [table.workspaceId, table.numberId],
      foreignColumns: [numbers.workspaceId, numbers.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("chats"),
    chatRowInSight("chats"),
  ],
);

/** How much of a chat a member has seen. Marking a chat unread moves it back. */
export const chatReads = pgTable(
  "chat_reads",
  {
    workspaceId: uuid().notNull(),
    chat: uuid().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    inboundSeen: integer().notNull(),
    readAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.chat, table.userId] }),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("chat_reads"),
    ofChatInSight("chat_reads"),
  ],
);

/** How far a number's past has been read from MoltFlow, and what the search for gaps found. */
export const chatSyncs = pgTable(
  "chat_syncs",
  {
    workspaceId: uuid().notNull(),
    numberId: uuid().notNull(),
    kind: text({ enum: ["backfill", "reconcile"] }).notNull(),
    state: text({ enum: ["waiting", "running", "paused", "done", "failed", "cancelled"] }).notNull(),
    /** Null until the number's chats have been counted. */
    chatsTotal: integer(),
    chatsDone: integer().notNull().default(0),
    messagesFound: integer().notNull().default(0),
    /** Where it goes on, opaque to whoever reads it. */
    cursor: text(),
    /** The kind of the upstream error that stopped it. */
    failure: text(),
    startedAt: instant().notNull(),
    finishedAt: instant(),
    /** Counts the runs, so that a job of an earlier one ends by itself. */
    run: bigint({ mode: "number" }).notNull().default(1),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.numberId, table.kind] }),
    foreignKey({
      columns: [table.workspaceId, table.numberId],
      foreignColumns: [numbers.workspaceId, numbers.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("chat_syncs"),
    numberInSight("chat_syncs"),
  ],
);

export type ChatRow = typeof chats.$inferSelect;
