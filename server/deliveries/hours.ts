import type postgres from "postgres";
import type { Attempted } from "./finish.ts";

type Hour = {
  workspaceId: string;
  destinationId: string;
  delivered: number;
  failed: number;
  dead: number;
  blocked: number;
  within50: number;
  within250: number;
  within1000: number;
  within5000: number;
  slower: number;
};

const bucketOf = (durationMs: number) =>
  durationMs <= 50
    ? "within50"
    : durationMs <= 250
      ? "within250"
      : durationMs <= 1_000
        ? "within1000"
        : durationMs <= 5_000
          ? "within5000"
          : "slower";

function emptyHour({ claimed }: Attempted): Hour {
  return {
    ...{ workspaceId: claimed.workspaceId, destinationId: claimed.destinationId },
    ...{ delivered: 0, failed: 0, dead: 0, blocked: 0 },
    ...{ within50: 0, within250: 0, within1000: 0, within5000: 0, slower: 0 },
  };
}

/** Adds attempts to what their destinations did this hour, for charts. */
export async function countHours(
  sql: postgres.TransactionSql,
  attempted: readonly Attempted[],
): Promise<void> {
  const hours = new Map<string, Hour>();
  for (const attempt of attempted) {
    const { claimed, verdict, outcome } = attempt;
    const hour = hours.get(claimed.destinationId) ?? emptyHour(attempt);
    hours.set(claimed.destinationId, hour);
    if (verdict.state === "delivered") hour.delivered += 1;
    else if (verdict.state === "blocked") hour.blocked += 1;
    else hour.failed += 1;
    if (verdict.state === "dead") hour.dead += 1;
    if (outcome.status !== null) hour[bucketOf(outcome.durationMs)] += 1;
  }
  if (hours.size === 0) return;
  await sql`
    insert into destination_hours as h (workspace_id, destination_id, hour, delivered, failed, dead, blocked,
      within50_ms, within250_ms, within1000_ms, within5000_ms, slower)
    select "workspaceId", "destinationId", date_trunc('hour', now(), 'UTC'), delivered, failed, dead, blocked,
      "within50", "within250", "within1000", "within5000", slower
    from jsonb_to_recordset(${JSON.stringify([...hours.values()])}::text::jsonb) as r (
      "workspaceId" uuid, "destinationId" uuid, delivered int, failed int, dead int, blocked int,
      "within50" int, "within250" int, "within1000" int, "within5000" int, slower int)
    order by "destinationId"
    on conflict (workspace_id, destination_id, hour) do update set
      delivered = h.delivered + excluded.delivered, failed = h.failed + excluded.failed,
      dead = h.dead + excluded.dead, blocked = h.blocked + excluded.blocked,
      within50_ms = h.within50_ms + excluded.within50_ms, within250_ms = h.within250_ms + excluded.within250_ms,
      within1000_ms = h.within1000_ms + excluded.within1000_ms,
      within5000_ms = h.within5000_ms + excluded.within5000_ms, slower = h.slower + excluded.slower`;
}
