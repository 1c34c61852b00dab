import { systemSql } from "#db/client.ts";

/** What one load left undone must not fall on the next: it is thrown away. */
export async function forgetWork(): Promise<void> {
  await systemSql()`
    insert into fan_out_cursors (workspace_id, through_seq) select workspace_id, last_seq from workspace_counters
    on conflict (workspace_id) do update set through_seq = excluded.through_seq`;
  await systemSql()`
    insert into hearing_cursors (workspace_id, through_seq) select workspace_id, trusted_seq from workspace_counters
    on conflict (workspace_id) do update set through_seq = excluded.through_seq`;
  for (const table of ["deliveries", "notices", "alerts", "graphile_worker._private_jobs"]) {
    await systemSql().unsafe(`delete from ${table}`);
  }
}
