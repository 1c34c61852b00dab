import { type AnyColumn, type SQL, sql } from "drizzle-orm";

/**
 * As `inArray`, with all values in one: a list of any length then makes the same statement, of which a connection keeps
 * the plan. For ids, of which there may be many.
 */
export const isOneOf = (column: AnyColumn, values: readonly string[]): SQL =>
  sql`${column} = any(${sql.param(values)})`;
