import { bigint, date, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { ownWorkspaceOnly } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

const workspaceId = () =>
  uuid()
    .notNull()
    .references(() => workspaces.id, { onDelete: "cascade" });

/** What a workspace used on a day, in UTC. Counts stay when what was counted goes. */
export const usageDays = pgTable(
  "usage_days",
  {
    workspaceId: workspaceId(),
    day: date({ mode: "string" }).notNull(),
    events: integer().notNull().default(0),
    eventBytes: bigint({ mode: "number" }).notNull().default(0),
    received: integer().notNull().default(0),
    sent: integer().notNull().default(0),
    delivered: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.day] }), ownWorkspaceOnly("usage_days")],
);

/** Requests that count, by whom: the limiter adds them in the transaction that lets them through. */
export const usageCallers = pgTable(
  "usage_callers",
  {
    workspaceId: workspaceId(),
    day: date({ mode: "string" }).notNull(),
    /** The limiter's: the id of a member or a token, or of the workspace for what Moltdesk does by itself. */
    lane: text().notNull(),
    calls: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.day, table.lane] }),
    ownWorkspaceOnly("usage_callers"),
  ],
);

/** The last event that `usage_days` has. */
export const usageCursors = pgTable("usage_cursors", {
  workspaceId: workspaceId().primaryKey(),
  throughSeq: bigint({ mode: "number" }).notNull(),
}).enableRLS();
