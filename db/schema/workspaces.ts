import { bigint, index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { bytes, createdAt, ownWorkspaceOnly } from "./columns.ts";

export const roles = ["owner", "admin", "agent", "viewer", "billing"] as const;

export const workspaces = pgTable(
  "workspaces",
  {
    id: uuid().primaryKey(),
    slug: text().notNull(),
    name: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex().on(table.slug), ownWorkspaceOnly("workspaces", "id")],
);

export const members = pgTable(
  "members",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text({ enum: roles }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    // "Which workspaces am I in" starts from the person.
    index().on(table.userId),
    ownWorkspaceOnly("members"),
  ],
);

/** One data key a workspace, wrapped by a master key that is not in the database. Read by the vault only. */
export const workspaceKeys = pgTable("workspace_keys", {
  workspaceId: uuid()
    .primaryKey()
    .references(() => workspaces.id, { onDelete: "cascade" }),
  wrappedKey: bytes().notNull(),
  masterKeyId: text().notNull(),
  createdAt: createdAt(),
}).enableRLS();

/**
 * The last `seq` given to an event of the workspace. Whoever writes events increments it in the same transaction and
 * so holds this row until commit: numbers become visible in order and without gaps, which a sequence can't promise.
 */
export const workspaceCounters = pgTable("workspace_counters", {
  workspaceId: uuid()
    .primaryKey()
    .references(() => workspaces.id, { onDelete: "cascade" }),
  lastSeq: bigint({ mode: "number" }).notNull().default(0),
}).enableRLS();
