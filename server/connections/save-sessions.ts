import { and, asc, eq, lte, notInArray, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { numbers } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { Session } from "#server/moltflow/index.ts";
import { deletedStatus, followDrop } from "#server/numbers/index.ts";

/**
 * Writes what MoltFlow lists. A number that is new here, or comes from another connection, is not allowed; a status
 * that was heard after `readAt` stays. Numbers that are listed no longer become `deleted`. What stopped or
 * came back stands in their timelines.
 */
export async function saveSessions(
  tx: Queryable,
  { workspaceId, id: connectionId }: { workspaceId: string; id: string },
  sessions: Session[],
  readAt: Date,
): Promise<void> {
  const rows = sessions.map((session) => ({
    workspaceId,
    id: newId(),
    connectionId,
    sessionId: session.id,
    name: session.name || session.phoneNumber || session.id,
    phoneNumber: session.phoneNumber,
    isBusiness: session.isBusiness,
    status: session.status,
    statusAt: readAt,
    workingSince: session.status === "working" ? readAt : null,
  }));
  // In the order that batches of events take them, so that the two cannot deadlock.
  const known = await tx
    .select()
    .from(numbers)
    .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.connectionId, connectionId)))
    .orderBy(asc(numbers.id))
    .for("no key update");
  const isNewer = sql`${numbers.statusAt} <= excluded.status_at`;
  if (rows.length > 0) {
    await tx
      .insert(numbers)
      .values(rows)
      .onConflictDoUpdate({
        target: [numbers.workspaceId, numbers.sessionId],
        set: {
          connectionId,
          name: sql`excluded.name`,
          isBusiness: sql`excluded.is_business`,
          allowed: sql`${numbers.allowed} and ${numbers.connectionId} = excluded.connection_id`,
          phoneNumber: sql`case when ${isNewer} then excluded.phone_number else ${numbers.phoneNumber} end`,
          status: sql`case when ${isNewer} then excluded.status else ${numbers.status} end`,
          workingSince: sql`case when not ${isNewer} then ${numbers.workingSince} when excluded.status = 'working' then coalesce(${numbers.workingSince}, excluded.status_at) end`,
          statusAt: sql`greatest(${numbers.statusAt}, excluded.status_at)`,
        },
      });
  }
  const listed = rows.map((row) => row.sessionId);
  await tx
    .update(numbers)
    .set({ status: deletedStatus, statusAt: readAt, workingSince: null })
    .where(
      and(
        eq(numbers.workspaceId, workspaceId),
        eq(numbers.connectionId, connectionId),
        notInArray(numbers.sessionId, listed),
        lte(numbers.statusAt, readAt),
      ),
    );
  const heard = new Map(sessions.map(({ id, status }) => [id, status]));
  for (const before of known) {
    const status = heard.get(before.sessionId) ?? deletedStatus;
    if (before.status === status || before.statusAt > readAt) continue;
    await followDrop(tx, before, { status, reason: null }, readAt);
  }
}
