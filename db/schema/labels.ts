import { foreignKey, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { chats } from "./chats.ts";
import { createdAt, id, instant, numberInSight, ofChatInSight, ownWorkspaceOnly } from "./columns.ts";
import { connections, numbers } from "./connections.ts";

/**
 * Labels of the connection's MoltFlow account. MoltFlow has them per tenant, not per number: workspaces that share one
 * MoltFlow account see the same names. Which chats carry one is told only for chats of allowed numbers.
 */
export const labels = pgTable(
  "labels",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    connectionId: uuid().notNull(),
    upstreamId: text().notNull(),
    name: text().notNull(),
    /** `#rrggbb`, lower case. */
    color: text().notNull(),
    description: text(),
    /** Whether MoltFlow last said that WhatsApp has it, and when it was brought there. */
    synced: text({ enum: ["no", "yes", "changed_here"] })
      .notNull()
      .default("no"),
    syncedAt: instant(),
    fetchedAt: instant().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    unique().on(table.workspaceId, table.connectionId, table.upstreamId),
    foreignKey({
      columns: [table.workspaceId, table.connectionId],
      foreignColumns: [connections.workspaceId, connections.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("labels"),
  ],
);

export const chatLabels = pgTable(
  "chat_labels",
  {
    workspaceId: uuid().notNull(),
    chat: uuid().notNull(),
    labelId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.chat, table.labelId] }),
    index().on(table.workspaceId, table.labelId, table.chat),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.labelId],
      foreignColumns: [labels.workspaceId, labels.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("chat_labels"),
    ofChatInSight("chat_labels"),
  ],
);

/**
 * Lets one person at a time change the labels of a chat: MoltFlow takes the whole set, so whoever changes it reads it
 * first. A lease rather than a lock, because a call of MoltFlow lies within. `changedAt` tells a sync what is newer than
 * what it has read.
 */
export const chatLabelSets = pgTable(
  "chat_label_sets",
  {
    workspaceId: uuid().notNull(),
    chat: uuid().notNull(),
    holder: uuid(),
    heldUntil: instant(),
    changedAt: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.chat] }),
    foreignKey({
      columns: [table.workspaceId, table.chat],
      foreignColumns: [chats.workspaceId, chats.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("chat_label_sets"),
    ofChatInSight("chat_label_sets"),
  ],
);

export const labelSyncStates = ["running", "done", "failed"] as const;

/** How far the labels of a connection, and then the chats of each, have been read from MoltFlow. */
export const labelSyncs = pgTable(
  "label_syncs",
  {
    workspaceId: uuid().notNull(),
    connectionId: uuid().notNull(),
    /** Of the present run; a job of an earlier one ends by itself. */
    run: uuid().notNull(),
    state: text({ enum: labelSyncStates }).notNull(),
    startedAt: instant().notNull(),
    /** Its last sign of life: one that died may be started anew. */
    movedAt: instant().notNull(),
    /** The run before which everything was read. */
    finishedAt: instant(),
    /** It waits for the budget until then. */
    waitsUntil: instant(),
    labelsTotal: integer().notNull().default(0),
    labelsDone: integer().notNull().default(0),
    /** The reason of the refusal that stopped it, a key of `errors.`. */
    failure: text(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.connectionId] }),
    foreignKey({
      columns: [table.workspaceId, table.connectionId],
      foreignColumns: [connections.workspaceId, connections.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("label_syncs"),
  ],
);

/** What the WhatsApp Business app of a number has of a label, as far as we brought it there or took it from there. */
export const labelsOnNumbers = pgTable(
  "labels_on_numbers",
  {
    workspaceId: uuid().notNull(),
    labelId: uuid().notNull(),
    numberId: uuid().notNull(),
    way: text({ enum: ["to_whatsapp", "from_whatsapp"] }).notNull(),
    name: text().notNull(),
    color: text().notNull(),
    syncedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.labelId, table.numberId] }),
    foreignKey({
      columns: [table.workspaceId, table.labelId],
      foreignColumns: [labels.workspaceId, labels.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.numberId],
      foreignColumns: [numbers.workspaceId, numbers.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("labels_on_numbers"),
    numberInSight("labels_on_numbers"),
  ],
);

export type LabelRow = typeof labels.$inferSelect;
