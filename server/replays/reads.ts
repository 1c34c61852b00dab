import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { deliveries, replays, users } from "#db/schema/index.ts";
import { inTenant, type Place, sightIn } from "#db/tenant.ts";
import type { ReplayView } from "./schemas.ts";

/** Of a destination; older ones stand in the audit. */
const shown = 50;

type Ends = { delivered: number; failed: number };

/** How the deliveries of replays ended, by replay. Read from an index, some milliseconds for ten thousand of them. */
async function readEnds(tx: Transaction, workspaceId: string, ids: string[]): Promise<Map<string, Ends>> {
  if (ids.length === 0) return new Map();
  const isIn = (states: string) => sql<number>`(count(*) filter (where state in ${sql.raw(states)}))::int`;
  const rows = await tx
    .select({
      replayId: deliveries.replayId,
      delivered: isIn("('delivered')"),
      failed: isIn("('dead', 'blocked', 'cancelled')"),
    })
    .from(deliveries)
    .where(and(eq(deliveries.workspaceId, workspaceId), inArray(deliveries.replayId, ids)))
    .groupBy(deliveries.replayId);
  return new Map(rows.map(({ replayId, ...ends }) => [replayId ?? "", ends]));
}

/** A destination's replays, the newest first; for members who see every chat. */
export function listReplays(place: Place, destinationId: string): Promise<ReplayView[]> {
  const { workspaceId } = sightIn(place);
  return inTenant(place, async (tx) => {
    const rows = await tx
      .select({ replay: replays, name: users.name, email: users.email })
      .from(replays)
      .leftJoin(users, eq(users.id, replays.createdBy))
      .where(and(eq(replays.workspaceId, workspaceId), eq(replays.destinationId, destinationId)))
      .orderBy(desc(replays.id))
      .limit(shown);
    const ends = await readEnds(
      tx,
      workspaceId,
      rows.map(({ replay }) => replay.id),
    );
    return rows.map(({ replay, name, email }) => ({
      ...{ id: replay.id, destinationId, kind: replay.selection.kind, state: replay.state },
      ...{ ratePerSecond: replay.ratePerSecond, total: replay.total, made: replay.made },
      ...(ends.get(replay.id) ?? { delivered: 0, failed: 0 }),
      createdBy: name ?? email,
      createdAt: replay.createdAt.toISOString(),
      endedAt: replay.endedAt?.toISOString() ?? null,
    }));
  });
}
