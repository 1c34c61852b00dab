import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { chats } from "./chats.ts";
import {
  bytes,
  createdAt,
  id,
  instant,
  ofChatInSight,
  ofOutboxInSight,
  ownWorkspaceOnly,
} from "./columns.ts";
import { type MessagePayload, outboxMessages, sendableKinds } from "./messages.ts";

/** The file of a sticker or GIF that a member chose, until MoltFlow has it. */
export const outboxMedia = pgTable(
  "outbox_media",
  {
    workspaceId: uuid().notNull(),
    message: uuid().notNull(),
    content: bytes().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.message] }),
    foreignKey({
      columns: [table.workspaceId, table.message],
      foreignColumns: [outboxMessages.workspaceId, outboxMessages.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("outbox_media"),
    ofOutboxInSight("outbox_media"),
  ],
);

/** `sent`: it became a row of the outbox, which tells how far it got from there. */
export const scheduledStates = ["waiting", "sent", "cancelled", "failed"] as const;

/** Messages that are to be sent later. Their time is kept as an instant, with the zone that it was meant in. */
export const scheduledMessages = pgTable(
  "scheduled_messages",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    chat: uuid().notNull(),
    kind: text({ enum: sendableKinds }).notNull().default("text"),
    /** As in the outbox. */
    text: text().notNull(),
    payload: jsonb().$type<MessagePayload>(),
    idempotencyKey: text().notNull(),
    /** In whose name it goes out: their rights are asked again when its time comes. */
    authorId: text().references(() => users.id, { onDelete: "set null" }),
    sendAt: instant().notNull(),
    /** IANA name. */
    timeZone: text().notNull(),
    cancelOnReply: boolean().notNull(),
    /** What the contact wrote after this moment is an answer that its author had not seen. */
    answeredAfter: instant().notNull(),
    state: text({ enum: scheduledStates }).notNull().default("waiting"),
    /** Why it was cancelled (`answered`, `by_member`) or has failed. */
    reason: text(),
    /** The message that it became. */
    outboxId: uuid(),
    /** Counts its times, so that the job of an earlier one ends by itself. */
    run: integer().notNull().default(1),
    createdAt: createdAt(),
    settledAt: instant(),
  },
  (table) => [
    index("scheduled_of_chat").on(table.workspaceId, table.chat, table.sendAt),
    index("scheduled_by_time").on(table.workspaceId, table.state, table.sendAt, table.id),
    unique().on(table.workspaceId, table.idempotencyKey),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("scheduled_messages"),
    ofChatInSight("scheduled_messages"),
  ],
);

export type ScheduledRow = typeof scheduledMessages.$inferSelect;
