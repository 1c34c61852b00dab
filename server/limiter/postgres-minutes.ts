import { systemSql } from "#db/client.ts";
import type { StoredMinute } from "#db/schema/index.ts";
import type { Held, MinuteStore } from "./store.ts";
import { emptyMinute } from "./stored.ts";

type Row = { minute: string | null; version: string | null; now_ms: number };

async function read(workspaceId: string): Promise<Held> {
  const [row] = await systemSql()<Row[]>`
    select minute::text, held.xmin::text as version,
      floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
    from (select 1) as always left join request_minutes as held on workspace_id = ${workspaceId}`;
  if (!row) throw new Error("A query that always has a row had none.");
  const minute = row.minute === null ? emptyMinute : (JSON.parse(row.minute) as StoredMinute);
  return { minute, version: row.version, nowMs: row.now_ms };
}

/**
 * One statement is a transaction without a journey for its beginning and its end. Nobody waits for the disk: a crash may
 * forget the last calls. `xmin` is the transaction that wrote the row, so it is another one as soon as anybody did.
 */
async function replace(workspaceId: string, { version }: Held, next: StoredMinute): Promise<Held | null> {
  const minute = JSON.stringify(next);
  const { count } =
    version === null
      ? await systemSql()`
          with hasty as materialized (select set_config('synchronous_commit', 'off', true))
          insert into request_minutes (workspace_id, minute)
          select ${workspaceId}::uuid, ${minute}::text::json from hasty on conflict do nothing`
      : await systemSql()`
          with hasty as materialized (select set_config('synchronous_commit', 'off', true))
          update request_minutes set minute = ${minute}::text::json from hasty
          where workspace_id = ${workspaceId} and request_minutes.xmin = ${version}::xid`;
  return count === 1 ? null : read(workspaceId);
}

/** Minutes as rows of PostgreSQL. */
export const postgresMinutes: MinuteStore = {
  name: () => "postgres",
  isReady: () => true,
  read,
  replace,
};
