import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { chats } from "./chats.ts";
import { aboutInSight, createdAt, id, instant, ownWorkspaceOnly } from "./columns.ts";
import { numbers } from "./connections.ts";
import { destinations } from "./destinations.ts";
import { events } from "./inbox.ts";
import { members } from "./workspaces.ts";

export const noticeKinds = [
  "mention",
  "assigned",
  "number_dropped",
  "send_later_failed",
  /** Events that a rule told of. */
  "event",
  "destination_failing",
  "destination_disabled",
  "replay_done",
] as const;

/** Something that one member should know, in the bell of the workspace. Goes with what it is about. */
export const notices = pgTable(
  "notices",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    userId: text().notNull(),
    kind: text({ enum: noticeKinds }).notNull(),
    chat: uuid(),
    numberId: uuid(),
    /** The newest event that it tells of. */
    eventId: uuid(),
    destinationId: uuid(),
    /** How many times it happened since it was last read. */
    times: integer().notNull().default(1),
    /** Hidden until then, and unread again from then on. */
    snoozedUntil: instant(),
    /** Names of people and numbers for its sentence; never a contact's words or address. */
    params: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** What it is about, so that the same news told twice is one notice. */
    about: text().notNull(),
    createdAt: createdAt(),
    readAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.userId, table.kind, table.about),
    index().on(table.workspaceId, table.userId, table.createdAt, table.id),
    index("notices_unread").on(table.workspaceId, table.userId).where(sql`read_at is null`),
    foreignKey({
      columns: [table.workspaceId, table.userId],
      foreignColumns: [members.workspaceId, members.userId],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.numberId],
      foreignColumns: [numbers.workspaceId, numbers.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.eventId],
      foreignColumns: [events.workspaceId, events.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.destinationId],
      foreignColumns: [destinations.workspaceId, destinations.id],
    }).onDelete("cascade"),
    index("notices_of_event").on(table.workspaceId, table.eventId).where(sql`event_id is not null`),
    ownWorkspaceOnly("notices"),
    aboutInSight("notices"),
  ],
);
