import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, ownWorkspaceOnly } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

/** Who changed what. Written in the change's own transaction; the tenant role may add and read, never alter. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    at: createdAt(),
    actorKind: text({ enum: ["member", "operator", "system"] }).notNull(),
    actorId: text(),
    action: text().notNull(),
    target: text(),
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (table) => [index().on(table.workspaceId, table.id), ownWorkspaceOnly("audit_entries")],
);
