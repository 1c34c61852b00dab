import { sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { newId } from "#server/core/ids.ts";
import { nudge } from "#server/live/index.ts";

/** An event that a destination wants. `replayId` null: for the first time. */
export type Wanted = { destinationId: string; eventId: string; seq: number; replayId: string | null };

/**
 * Puts events on their way to destinations, in the caller's transaction: the deliveries, their count in the ledger, and
 * the destinations' turn. What is on its way already is left alone, so a batch may come twice. Call it as the last thing
 * in the transaction: it takes the destinations' turns, in one order.
 *
 * @returns how many deliveries are new
 */
export async function acceptDeliveries(
  tx: Queryable,
  workspaceId: string,
  wanted: readonly Wanted[],
): Promise<number> {
  if (wanted.length === 0) return 0;
  const rows = wanted.map((one) => ({ ...one, id: newId() }));
  const ids = [...new Set(wanted.map(({ destinationId }) => destinationId))].sort();
  // In one round trip; the turns after what they are turns for.
  const [[counted]] = await Promise.all([
    tx.execute<{ added: number }>(sql`
      with added as (
        insert into deliveries (workspace_id, id, destination_id, event_id, seq, replay_id, due_at)
        select ${workspaceId}::uuid, x.id, x."destinationId", x."eventId", x.seq, x."replayId", clock_timestamp()
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as x (id uuid, "destinationId" uuid, "eventId" uuid, seq bigint, "replayId" uuid)
        on conflict do nothing
        returning destination_id
      ),
      per_destination as (select destination_id, count(*) as added from added group by destination_id),
      counted as (
        insert into destination_ledgers as l (workspace_id, destination_id, accepted)
        select ${workspaceId}::uuid, destination_id, added from per_destination order by destination_id
        on conflict (destination_id) do update set accepted = l.accepted + excluded.accepted
      )
      select coalesce(sum(added), 0)::int as added from per_destination`),
    // Unconditional: a claimer that holds the row may be about to say that nothing waits, and must be waited for.
    tx.execute(sql`
      insert into destination_turns as t (workspace_id, destination_id, due_at)
      select ${workspaceId}::uuid, x.id::uuid, clock_timestamp()
      from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as x (id) order by x.id
      on conflict (destination_id) do update set due_at = least(t.due_at, excluded.due_at)`),
    nudge(tx, workspaceId, "deliveries"),
  ]);
  return counted?.added ?? 0;
}
