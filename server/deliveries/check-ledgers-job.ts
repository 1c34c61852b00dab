import { sql } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { log } from "#server/core/log.ts";
import { defineJob } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { countAccount, isBalanced } from "./ledger.ts";

/** One run goes on no longer: the next one begins with whatever was not checked for longest. */
const runMs = 10 * 60_000;

type Due = { workspaceId: string; destinationId: string; unbalanced: boolean };

/**
 * Every hour: counts every destination's account and writes down whether it adds up; what does not is logged once, with
 * its ids. Reads without a lock and in one snapshot each, so that deliveries go on meanwhile. Cron hands it a payload of
 * its own, which it doesn't need.
 */
export const checkLedgers = defineJob({
  name: "check-ledgers",
  payload: z.unknown(),
  async run(_payload, signal) {
    const startedMs = performance.now();
    const due = await systemDb().execute<Due>(sql`
      select workspace_id as "workspaceId", destination_id as "destinationId", unbalanced_at is not null as unbalanced
      from destination_ledgers order by checked_at nulls first, destination_id`);
    let [checked, unbalanced] = [0, 0];
    for (const one of due) {
      if (signal?.aborted || performance.now() - startedMs > runMs) break;
      checked += 1;
      if (!(await checkLedger(one))) unbalanced += 1;
    }
    log().info({ checked, unbalanced, of: due.length }, "ledgers checked");
  },
});

/** @returns whether it balances */
async function checkLedger({ workspaceId, destinationId, unbalanced }: Due): Promise<boolean> {
  const account = await countAccount(systemDb(), workspaceId, destinationId);
  if (!account) return true;
  const balanced = isBalanced(account);
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`
      update destination_ledgers set checked_at = now(),
        unbalanced_at = case when ${balanced} then null else coalesce(unbalanced_at, now()) end
      where destination_id = ${destinationId}`);
    if (balanced === unbalanced) await nudge(tx, workspaceId, "deliveries");
  });
  if (!balanced && !unbalanced) {
    log().error({ workspaceId, destinationId, ...account }, "a destination's account does not add up");
  }
  return balanced;
}

/** How many accounts were checked at all, and which of them did not add up; for operators. */
export async function readLedgerHealth(): Promise<{ checked: number; unbalanced: string[] }> {
  const rows = await systemDb().execute<{ id: string; unbalanced: boolean }>(sql`
    select destination_id as id, unbalanced_at is not null as unbalanced
    from destination_ledgers where checked_at is not null`);
  return { checked: rows.length, unbalanced: rows.filter((row) => row.unbalanced).map(({ id }) => id) };
}
