import { and, eq, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { keyColumns, type Row, workspaceColumn } from "#db/holding.ts";

/** `(a, b)`, to compare rows as a whole. */
const tuple = (parts: readonly (PgColumn | SQL)[]): SQL => sql`(${sql.join([...parts], sql`, `)})`;

export const ofWorkspace = (table: PgTable, workspaceId: string): SQL =>
  eq(workspaceColumn(table), workspaceId);

/** The key's columns for a select; their names cannot meet those of what is read beside them. */
export const keySelection = (table: PgTable): Record<string, PgColumn> =>
  Object.fromEntries(keyColumns(table).map((column, index) => [`key${index}`, column]));

/** The key of a row that was read with `keySelection`. */
export const keyOf = (table: PgTable, row: Row): unknown[] =>
  keyColumns(table).map((_, index) => row[`key${index}`]);

const values = (table: PgTable, key: readonly unknown[]): SQL =>
  tuple(keyColumns(table).map((column, index) => sql`${sql.param(key[index], column)}`));

/** The workspace's rows behind the one with this key, or all. */
export const rowsAfter = (
  table: PgTable,
  workspaceId: string,
  key: readonly unknown[] | null,
): SQL | undefined =>
  and(
    ofWorkspace(table, workspaceId),
    key === null ? undefined : sql`${tuple(keyColumns(table))} > ${values(table, key)}`,
  );

/** The workspace's rows with these keys. */
export const rowsWith = (
  table: PgTable,
  workspaceId: string,
  keys: readonly (readonly unknown[])[],
): SQL | undefined =>
  and(
    ofWorkspace(table, workspaceId),
    sql`${tuple(keyColumns(table))} in (${sql.join(
      keys.map((key) => values(table, key)),
      sql`, `,
    )})`,
  );

export const keyTuple = (table: PgTable): SQL => tuple(keyColumns(table));
export const keyOrder = (table: PgTable): SQL => sql.join(keyColumns(table), sql`, `);
