import { pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, instant, ownWorkspaceOnly } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

/** Words that a team sends often, found by their shortcut. Placeholders are filled in when they are inserted. */
export const snippets = pgTable(
  "snippets",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    name: text().notNull(),
    shortcut: text().notNull(),
    text: text().notNull(),
    createdAt: createdAt(),
    updatedAt: instant().notNull(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    unique("snippets_shortcut").on(table.workspaceId, table.shortcut),
    ownWorkspaceOnly("snippets"),
  ],
);
