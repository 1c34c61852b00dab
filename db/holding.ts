import { getTableColumns, getTableName, type SQL } from "drizzle-orm";
import { getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";
import type { Transaction } from "./client.ts";
import type { Place } from "./tenant.ts";

/** The clocks that a workspace may set; what belongs to none of them is kept as long as the workspace. */
export type Clock = "events" | "messages" | "audit";

/** Rows of a table by the names of its columns. */
export type Row = Record<string, unknown>;

/** Brings what hangs on deleted rows up to date. */
type AlongWith = (tx: Transaction, rows: Row[]) => Promise<void>;

/** In place of a declaration: why there is nothing to declare. */
export type Nothing = { nothing: string };

/**
 * What a domain holds of a workspace in one table. Each domain declares all of its tables in its `holdings.ts`;
 * exports, retention and erasure work from these declarations and from nothing else.
 */
export type Holding = {
  table: PgTable;
  /**
   * A clock with the instant that a row's age counts from, or `workspace`. What goes `alongWith` rows that grew too old is
   * done in the same transaction.
   */
  kept: "workspace" | { clock: Clock; since: PgColumn; alongWith?: AlongWith };
  /**
   * Who may see it. `number` and `chat` follow the members' restrictions, `unrestricted` is there for members without
   * one, `managers` for owners and admins, `own` for the person it belongs to, `nobody` for Moltdesk alone.
   */
  seenBy: "number" | "chat" | "unrestricted" | "managers" | "own" | "everyone" | "nobody";
  /** Never a secret, a digest of one, or a sealed value. `where` leaves out what the reader may not see. */
  exported:
    | {
        columns: Record<string, PgColumn | SQL>;
        where?: (tx: Transaction, place: Place) => Promise<SQL | undefined>;
      }
    | Nothing;
  /**
   * Columns that may name a contact (text, JSON or bytes): a row that does is erased with the contact, and what goes
   * `alongWith` it in the same transaction. Rows that people may not see are erased too; `toldOf` leaves them out of what
   * they are told. `eraseAll` is for copies of everything, which go as a whole.
   */
  contact:
    | {
        namedIn: readonly PgColumn[];
        toldOf?: (tx: Transaction, place: Place) => Promise<SQL | undefined>;
        alongWith?: AlongWith;
      }
    | { eraseAll: (tx: Transaction, workspaceId: string) => Promise<number> }
    | Nothing;
};

/** The column that says whose row it is. */
export function workspaceColumn(table: PgTable): PgColumn {
  const { workspaceId, id } = getTableColumns(table);
  const column = workspaceId ?? id;
  if (!column) throw new Error(`${getTableName(table)} belongs to no workspace.`);
  return column;
}

/** What tells a row from the workspace's others, in the order in which pages of them are read. */
export function keyColumns(table: PgTable): PgColumn[] {
  const { primaryKeys, columns } = getTableConfig(table);
  const key = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary);
  const own = workspaceColumn(table);
  const rest = key.filter((column) => column !== own);
  return rest.length > 0 ? rest : [...key];
}
