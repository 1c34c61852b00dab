import { foreignKey, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { chats } from "./chats.ts";
import { createdAt, id, instant, ofChatInSight, ownWorkspaceOnly } from "./columns.ts";
import { members } from "./workspaces.ts";

/** What the team writes to itself inside a chat. No contact ever gets it. */
export const chatNotes = pgTable(
  "chat_notes",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    chat: uuid().notNull(),
    authorId: text().references(() => users.id, { onDelete: "set null" }),
    text: text().notNull(),
    /** Ids of members whom it names. */
    mentions: text().array().notNull().default([]),
    createdAt: createdAt(),
    editedAt: instant(),
    /** Hidden, and kept a while longer so that the deletion can be undone. */
    deletedAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    index("chat_notes_of_chat").on(table.workspaceId, table.chat, table.createdAt, table.id),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("chat_notes"),
    ofChatInSight("chat_notes"),
  ],
);

/** What a member has begun to write to the contact of a chat. */
export const chatDrafts = pgTable(
  "chat_drafts",
  {
    workspaceId: uuid().notNull(),
    chat: uuid().notNull(),
    userId: text().notNull(),
    text: text().notNull(),
    updatedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.chat, table.userId] }),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    ownWorkspaceOnly("chat_drafts"),
    ofChatInSight("chat_drafts"),
  ],
);

export const presences = ["viewing", "writing"] as const;

/** Who has a chat open. A lease that their browser renews: whoever is gone without a word is gone when it ends. */
export const chatPresence = pgTable(
  "chat_presence",
  {
    workspaceId: uuid().notNull(),
    chat: uuid().notNull(),
    userId: text().notNull(),
    state: text({ enum: presences }).notNull(),
    /** The tab that said so last, made by the browser: another one that only looks does not silence one that writes. */
    tab: text().notNull(),
    until: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.chat, table.userId] }),
    index().on(table.until),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    ownWorkspaceOnly("chat_presence"),
    ofChatInSight("chat_presence"),
  ],
);
