import { foreignKey, index, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { chats } from "./chats.ts";
import { createdAt, id, instant, ofChatInSight, ownWorkspaceOnly } from "./columns.ts";
import { connections } from "./connections.ts";

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
