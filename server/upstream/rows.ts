import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { connections, numbers, upstreamReads } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { connectionMissing } from "#server/connections/index.ts";
import { notFound } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { cachedReads, type UpstreamKey } from "./operations.ts";

export type ReadRow = typeof upstreamReads.$inferSelect;

/** Where an answer is kept: under the connection that gave it, so that another key never shows it. */
export type ReadPlace = { workspaceId: string; connectionId: string; numberId: string | null };

/** A refresh may take this long before another process may try. */
const leaseMs = 60_000;

/** The row of a key. */
export const itself = ({ workspaceId, connectionId }: ReadPlace, { operation, params }: UpstreamKey) =>
  and(
    eq(upstreamReads.workspaceId, workspaceId),
    eq(upstreamReads.connectionId, connectionId),
    eq(upstreamReads.operation, operation),
    eq(upstreamReads.params, params),
  );

/**
 * The place of a key, after asking the allowlist.
 * @throws DomainError `connection.missing`; `number.not_found` for a session that is no allowed number
 */
export async function findPlace(
  tx: Transaction,
  workspaceId: string,
  { sessionId }: UpstreamKey,
): Promise<ReadPlace> {
  const [connection] = await tx
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.workspaceId, workspaceId), isNull(connections.disconnectedAt)));
  if (!connection) throw connectionMissing();
  const place = { workspaceId, connectionId: connection.id };
  if (sessionId === null) return { ...place, numberId: null };
  const [number] = await tx
    .select({ id: numbers.id })
    .from(numbers)
    .where(
      and(
        eq(numbers.workspaceId, workspaceId),
        eq(numbers.connectionId, connection.id),
        eq(numbers.sessionId, sessionId),
        eq(numbers.allowed, true),
      ),
    );
  if (!number) throw notFound("number");
  return { ...place, numberId: number.id };
}

export async function findRow(tx: Transaction, place: ReadPlace, key: UpstreamKey): Promise<ReadRow | null> {
  const [row] = await tx.select().from(upstreamReads).where(itself(place, key));
  return row ?? null;
}

/** Takes the right to make the call; one of many askers gets it. */
export async function claim(tx: Transaction, place: ReadPlace, key: UpstreamKey): Promise<boolean> {
  const now = new Date();
  const refreshingUntil = new Date(now.getTime() + leaseMs);
  const { operation, params } = key;
  const claimed = await tx
    .insert(upstreamReads)
    .values({ ...place, operation, params, refreshingUntil, askedAt: now })
    .onConflictDoUpdate({
      target: [
        upstreamReads.workspaceId,
        upstreamReads.connectionId,
        upstreamReads.operation,
        upstreamReads.params,
      ],
      set: { refreshingUntil, askedAt: now },
      setWhere: or(isNull(upstreamReads.refreshingUntil), lt(upstreamReads.refreshingUntil, now)),
    })
    .returning({ operation: upstreamReads.operation });
  return claimed.length > 0;
}

/** Keeps an answer. `startedAt` is when its call began: what changed since then is not in it. */
export function keep(place: ReadPlace, key: UpstreamKey, body: unknown, startedAt: Date): Promise<void> {
  return write(place, key, {
    // Through JSON, so that the first reader gets the same shapes as the later ones.
    body: sql`${JSON.stringify(body ?? null)}::jsonb`,
    fetchedAt: startedAt,
    failure: null,
    failedAt: null,
  });
}

/** Notes why there is no newer answer; an older one stays. */
export function keepFailure(place: ReadPlace, key: UpstreamKey, failure: string): Promise<void> {
  return write(place, key, { failure, failedAt: new Date() });
}

function write(place: ReadPlace, key: UpstreamKey, change: object): Promise<void> {
  return inTenant(place.workspaceId, async (tx) => {
    await tx
      .update(upstreamReads)
      .set({ ...change, refreshingUntil: null })
      .where(itself(place, key));
    await nudge(tx, place.workspaceId, cachedReads[key.operation].topic);
  });
}

/** Holds the lease until `until`, for a call that waits for the budget. */
export async function extendLease(tx: Transaction, place: ReadPlace, key: UpstreamKey, until: Date) {
  await tx
    .update(upstreamReads)
    .set({ refreshingUntil: new Date(until.getTime() + leaseMs) })
    .where(itself(place, key));
}
