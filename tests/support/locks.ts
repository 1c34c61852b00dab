import { systemSql } from "#db/client.ts";

/** How many of this file's database connections wait for somebody else's lock. */
export async function waitingForLocks(): Promise<number> {
  const [row] = await systemSql()<{ waiting: number }[]>`
    select count(*)::int as waiting from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return row?.waiting ?? 0;
}
