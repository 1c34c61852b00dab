import { systemSql } from "#db/client.ts";

/** Charts go back a month; the rest of the year is for whoever compares. */
const keptDays = 366;
/** Rows that one statement deletes, so that none holds its locks for long. */
const batchRows = 1_000;

/**
 * Deletes what destinations did by the hour more than a year ago; their ledgers keep the sums. It goes through the
 * destinations, because only their own hours have an index. @returns how many rows went
 */
export async function forgetOldHours(): Promise<number> {
  let gone = 0;
  for (let deleted = batchRows; deleted === batchRows; gone += deleted) {
    const { count } = await systemSql()`
      delete from destination_hours where (workspace_id, destination_id, hour) in (
        select o.workspace_id, o.destination_id, o.hour from destinations d cross join lateral (
          select h.workspace_id, h.destination_id, h.hour from destination_hours h
          where h.workspace_id = d.workspace_id and h.destination_id = d.id
            and h.hour < now() - ${keptDays} * interval '1 day'
          order by h.hour limit ${batchRows}
        ) o limit ${batchRows})`;
    deleted = count;
  }
  return gone;
}
