import { sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";

/** Adds requests to today (UTC), by the lane that made each; in the transaction that lets them through. */
export async function countCallers(tx: Transaction, workspaceId: string, lanes: string[]): Promise<void> {
  await tx.execute(sql`
    insert into usage_callers (workspace_id, day, lane, calls)
    select ${workspaceId}, (now() at time zone 'UTC')::date, lane, count(*)::int
    from unnest(${sql.param(lanes)}::text[]) as passed(lane) group by lane order by lane
    on conflict (workspace_id, day, lane) do update set calls = usage_callers.calls + excluded.calls`);
}
