import {
  bigint,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytes, chatInSight, createdAt, id, instant, ownWorkspaceOnly, unrestrictedOnly } from "./columns.ts";
import { connections } from "./connections.ts";
import { workspaces } from "./workspaces.ts";

/**
 * An address that accepts events. The URL's token is found by its hash; the sealed copy only serves to show the URL
 * again. `secret` null means that everything is accepted and marked `unsigned`.
 */
export const inboxes = pgTable(
  "inboxes",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    name: text().notNull(),
    tokenHash: bytes().notNull(),
    sealedToken: bytes().notNull(),
    sealedSecret: bytes(),
    /** The secret before the last rotation, still good until `previousSecretUntil`. */
    sealedPreviousSecret: bytes(),
    previousSecretUntil: instant(),
    /** The connection whose events arrive here. Its inbox shows only events of allowed numbers. */
    connectionId: uuid(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex().on(table.tokenHash),
    unique().on(table.workspaceId, table.id),
    foreignKey({
      columns: [table.workspaceId, table.connectionId],
      foreignColumns: [connections.workspaceId, connections.id],
    }),
    ownWorkspaceOnly("inboxes"),
  ],
);

/** `verified`: a good signature. `unsigned`: the inbox has no secret. Nothing else is stored as an event. */
export const verdicts = ["verified", "unsigned"] as const;

/**
 * What arrived, byte for byte. Written only by the group commit (`server/inbox/store.ts`), never changed but for its
 * duplicates' count. `event`, `sessionId` and `chatId` are read from the body when it is JSON of the known envelope.
 */
export const events = pgTable(
  "events",
  {
    workspaceId: uuid().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    id: uuid().notNull(),
    inboxId: uuid().notNull(),
    receivedAt: instant().notNull(),
    verdict: text({ enum: verdicts }).notNull(),
    event: text(),
    sessionId: text(),
    chatId: text(),
    sha256: bytes().notNull(),
    duplicates: integer().notNull().default(0),
    headers: jsonb().$type<Record<string, string>>().notNull(),
    body: bytes().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.seq] }),
    unique().on(table.workspaceId, table.id),
    // Filters of the live page; each ends in seq for its keyset.
    index().on(table.workspaceId, table.event, table.seq),
    index().on(table.workspaceId, table.sessionId, table.seq),
    foreignKey({
      columns: [table.workspaceId, table.inboxId],
      foreignColumns: [inboxes.workspaceId, inboxes.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("events"),
    chatInSight("events"),
  ],
);

/** Which event first had these bytes at this inbox. The primary key is what makes two racing copies one event. */
export const eventFingerprints = pgTable(
  "event_fingerprints",
  {
    workspaceId: uuid().notNull(),
    inboxId: uuid().notNull(),
    sha256: bytes().notNull(),
    eventId: uuid().notNull(),
    firstAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.inboxId, table.sha256] }),
    index().on(table.firstAt),
    foreignKey({
      columns: [table.workspaceId, table.inboxId],
      foreignColumns: [inboxes.workspaceId, inboxes.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("event_fingerprints"),
  ],
);

/** The last 100 requests an inbox refused for their signature, so that people can see why. */
export const rejectedRequests = pgTable(
  "rejected_requests",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    inboxId: uuid().notNull(),
    receivedAt: instant().notNull(),
    reason: text({ enum: ["signature_missing", "signature_wrong"] }).notNull(),
    headers: jsonb().$type<Record<string, string>>().notNull(),
    /** The first 4 kB of the body. */
    bodyStart: bytes().notNull(),
    bodyBytes: integer().notNull(),
  },
  (table) => [
    index().on(table.workspaceId, table.inboxId, table.id),
    foreignKey({
      columns: [table.workspaceId, table.inboxId],
      foreignColumns: [inboxes.workspaceId, inboxes.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("rejected_requests"),
    unrestrictedOnly("rejected_requests"),
  ],
);

export type EventRow = typeof events.$inferSelect;
export type InboxRow = typeof inboxes.$inferSelect;

/** How far a workspace's events were read for what they tell of its numbers, messages and chats. */
export const hearingCursors = pgTable(
  "hearing_cursors",
  {
    workspaceId: uuid()
      .primaryKey()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    throughSeq: bigint({ mode: "number" }).notNull().default(0),
  },
  () => [ownWorkspaceOnly("hearing_cursors")],
);
