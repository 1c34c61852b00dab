import { foreignKey, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant, numberOrAllInSight, ownWorkspaceOnly } from "./columns.ts";
import { connections, numbers } from "./connections.ts";

/**
 * What MoltFlow last answered to a GET, so that screens read our tables. `params` is canonical JSON. A row of one number
 * says so in `numberId`; a row about all of them is filtered by the allowlist where it is read.
 */
export const upstreamReads = pgTable(
  "upstream_reads",
  {
    workspaceId: uuid().notNull(),
    connectionId: uuid().notNull(),
    operation: text().notNull(),
    params: text().notNull(),
    numberId: uuid(),
    /** Null while the first answer is on its way. */
    body: jsonb(),
    fetchedAt: instant(),
    /** Something that it tells of has changed since. */
    invalidatedAt: instant(),
    /** A refresh is on its way until then; it is a lease, so that a killed process blocks nobody for long. */
    refreshingUntil: instant(),
    /** The kind of the upstream error that the last refresh met. */
    failure: text(),
    failedAt: instant(),
    /** Somebody last looked at it then; what nobody looks at is not kept. */
    askedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.connectionId, table.operation, table.params] }),
    foreignKey({
      columns: [table.workspaceId, table.connectionId],
      foreignColumns: [connections.workspaceId, connections.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.numberId],
      foreignColumns: [numbers.workspaceId, numbers.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("upstream_reads"),
    numberOrAllInSight("upstream_reads"),
  ],
);
