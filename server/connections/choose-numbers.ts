import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { connections, numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { type Actor, record } from "#server/audit/index.ts";
import { DomainError } from "#server/core/errors.ts";
import { nudge } from "#server/live/index.ts";
import { assertRoom, fitSoon, isInUse } from "#server/plans/index.ts";
import { callMoltflow } from "./client.ts";
import { ensureInbox } from "./ensure-inbox.ts";
import { lockConnecting, stillChanging } from "./lock.ts";
import { liveConnection, readConnection } from "./reads.ts";
import { saveSessions } from "./save-sessions.ts";
import { turnOf } from "./turn.ts";
import type { ConnectionView } from "./view.ts";

/**
 * Allows exactly these numbers and makes sure that the inbox is registered. Whether that worked is in the view; the
 * numbers are allowed either way.
 * @throws DomainError `connection.missing`, `connection.number_unknown`, `connection.changing`,
 * `plan.limit_reached_*`, `moltflow.*`
 */
export async function chooseNumbers(
  workspaceId: string,
  sessionIds: string[],
  actor: Actor,
): Promise<ConnectionView> {
  const readAt = new Date();
  const { id, sessions } = await callMoltflow(
    workspaceId,
    turnOf(actor, "read"),
    async (client, connectionId) => ({
      id: connectionId,
      sessions: await client.listSessions(),
    }),
  );
  const listed = new Set(sessions.map((session) => session.id));
  if (sessionIds.some((sessionId) => !listed.has(sessionId))) throw unknownNumber();

  await inTenant(workspaceId, async (tx) => {
    // Before the connection, as everybody takes the two.
    await lockConnecting(tx, workspaceId);
    const [live] = await tx
      .select({ id: connections.id })
      .from(connections)
      .where(liveConnection(workspaceId))
      .for("update");
    if (live?.id !== id) throw stillChanging();
    await assertFit(tx, workspaceId, sessionIds);
    await saveSessions(tx, { workspaceId, id }, sessions, readAt);
    const isChosen = inArray(numbers.sessionId, sessionIds);
    await tx
      .update(numbers)
      // One that is chosen later has its place then.
      .set({ allowed: isChosen, frozenAt: sql`case when ${isChosen} then ${numbers.frozenAt} end` })
      .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.connectionId, id)));
    await record(tx, {
      workspaceId,
      actor,
      action: "connection.choose_numbers",
      target: id,
      details: { sessionIds },
    });
    await fitSoon(tx, workspaceId);
    await nudge(tx, workspaceId, "connection");
    await nudge(tx, workspaceId, "numbers");
  });

  if (sessionIds.length > 0) await ensureInbox(workspaceId, actor);
  return inTenant(workspaceId, async (tx) => {
    const view = await readConnection(tx, workspaceId);
    if (!view) throw stillChanging();
    return view;
  });
}

/** Those that were chosen before keep their places, also when the plan became a smaller one. */
async function assertFit(tx: Transaction, workspaceId: string, sessionIds: string[]): Promise<void> {
  const rows = await tx
    .select({ sessionId: numbers.sessionId, frozenAt: numbers.frozenAt })
    .from(numbers)
    .where(isInUse(workspaceId));
  const had = new Set(rows.map(({ sessionId }) => sessionId));
  const wanted = new Set(sessionIds);
  const added = sessionIds.filter((sessionId) => !had.has(sessionId)).length;
  const freed = rows.filter(({ sessionId, frozenAt }) => !frozenAt && !wanted.has(sessionId)).length;
  await assertRoom(tx, workspaceId, "numbers", added - freed);
}

const unknownNumber = () =>
  new DomainError(
    "invalid",
    "connection.number_unknown",
    "One of the chosen numbers is not in this MoltFlow account any more. Reload the page and choose again.",
  );
