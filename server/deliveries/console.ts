import { and, asc, eq, gte, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { destinationHours, destinations } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import { notFound } from "#server/core/errors.ts";
import { emptyLedger, readLedgers } from "./ledger.ts";
import type { ChartHour, ChartInput, ConsoleView } from "./schemas.ts";

const hourMs = 3_600_000;
type Hour = typeof destinationHours.$inferSelect;

/** Upper bounds of the buckets in milliseconds; nothing takes longer than the last. */
const bounds = [
  ["within50Ms", 50],
  ["within250Ms", 250],
  ["within1000Ms", 1_000],
  ["within5000Ms", 5_000],
  ["slower", 15_000],
] as const;

type Durations = Pick<Hour, (typeof bounds)[number][0]>;

const sum = <T>(rows: readonly T[], read: (row: T) => number) =>
  rows.reduce((total, row) => total + read(row), 0);

/** Within how many milliseconds this share of the answers came, rounded up to a bucket; null when there were none. */
export function percentileMs(hours: readonly Durations[], share: number): number | null {
  const total = sum(bounds, ([name]) => sum(hours, (hour) => hour[name]));
  if (total === 0) return null;
  let seen = 0;
  for (const [name, boundMs] of bounds) {
    seen += sum(hours, (hour) => hour[name]);
    if (seen >= share * total) return boundMs;
  }
  return null;
}

/** Of attempts at the destination; what was blocked never got there. */
export function successRate(hours: readonly Pick<Hour, "delivered" | "failed">[]): number | null {
  const delivered = sum(hours, (hour) => hour.delivered);
  const tried = delivered + sum(hours, (hour) => hour.failed);
  return tried === 0 ? null : delivered / tried;
}

/** All hours from the first to the one that runs, also those in which nothing happened. */
export function withQuietHours(
  known: readonly (Pick<Hour, "hour"> & Omit<ChartHour, "hour">)[],
  now: Date,
  count: number,
): ChartHour[] {
  const byHour = new Map(known.map((row) => [row.hour.getTime(), row]));
  const last = Math.floor(now.getTime() / hourMs) * hourMs;
  return Array.from({ length: count }, (_, index) => {
    const at = last - (count - 1 - index) * hourMs;
    const { delivered = 0, failed = 0, dead = 0, blocked = 0 } = byHour.get(at) ?? {};
    return { hour: new Date(at).toISOString(), delivered, failed, dead, blocked };
  });
}

/** What a destination did in the last hours, and its account. @throws DomainError `destination.not_found` */
export function readConsole(place: Place, { destinationId, hours }: ChartInput): Promise<ConsoleView> {
  const { workspaceId } = sightIn(place);
  const now = new Date();
  const since = new Date((Math.floor(now.getTime() / hourMs) - (hours - 1)) * hourMs);
  return inTenant(place, async (tx) => {
    await assertDestination(tx, workspaceId, destinationId);
    const rows = await tx
      .select()
      .from(destinationHours)
      .where(
        and(
          eq(destinationHours.workspaceId, workspaceId),
          eq(destinationHours.destinationId, destinationId),
          gte(destinationHours.hour, since),
        ),
      )
      .orderBy(asc(destinationHours.hour));
    const ledgers = await readLedgers(tx, workspaceId, [destinationId]);
    return {
      ledger: ledgers.get(destinationId) ?? emptyLedger(),
      hours: withQuietHours(rows, now, hours),
      ...{ successRate: successRate(rows), p50Ms: percentileMs(rows, 0.5), p95Ms: percentileMs(rows, 0.95) },
      oldestWaitingAt: await readOldest(tx, workspaceId, destinationId),
    };
  });
}

/** @throws DomainError `destination.not_found` */
export async function assertDestination(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<void> {
  const there = and(eq(destinations.workspaceId, workspaceId), eq(destinations.id, destinationId));
  if ((await tx.$count(destinations, there)) === 0) throw notFound("destination");
}

/** In a long queue what waits longest is among those of the oldest events. */
const looked = 1_000;

async function readOldest(
  tx: Transaction,
  workspaceId: string,
  destinationId: string,
): Promise<string | null> {
  const [row] = await tx.execute<{ at: string | null }>(sql`
    select min(created_at) as at from (
      select created_at from deliveries
      where workspace_id = ${workspaceId} and destination_id = ${destinationId}
        and state in ('pending', 'failed', 'delivering')
      order by destination_id, seq, id limit ${looked}) as waiting`);
  return row?.at ? new Date(row.at).toISOString() : null;
}
