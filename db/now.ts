import { sql } from "drizzle-orm";
import type { Queryable } from "./client.ts";

/**
 * The database's clock. What rows say of time is compared with it alone: processes on several machines disagree, and
 * any of their clocks may jump.
 */
export async function databaseNow(tx: Queryable): Promise<Date> {
  const [row] = await tx.execute<{ ms: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  return new Date(row?.ms ?? Number.NaN);
}
