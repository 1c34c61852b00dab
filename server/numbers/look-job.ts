import { and, asc, eq, inArray, isNull, max, or } from "drizzle-orm";
import { z } from "zod";
import { systemDb } from "#db/client.ts";
import { connections, numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { moltflowFor, syncTurn } from "#server/connections/index.ts";
import { DomainError, messageOf } from "#server/core/errors.ts";
import { idSchema } from "#server/core/ids.ts";
import { log } from "#server/core/log.ts";
import { defineJob, enqueue, type JobDefinition } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { MoltflowError, type Session } from "#server/moltflow/index.ts";
import { deletedStatus, saveStatus } from "./save-status.ts";

const payload = z.object({ workspaceId: idSchema });
/** A workspace that heard an event this lately is known to be in touch. */
const quietMs = 9 * 60_000;

/** By cron: looks at the numbers of every connection that has been quiet; one call each, however many numbers it has. */
export const lookAtNumbersDue = defineJob({
  name: "look-at-numbers-due",
  payload: z.unknown(),
  async run() {
    const since = Date.now() - quietMs;
    const db = systemDb();
    const quiet = await db
      .select({ workspaceId: numbers.workspaceId, heardAt: max(numbers.lastEventAt) })
      .from(numbers)
      .innerJoin(
        connections,
        and(eq(connections.id, numbers.connectionId), isNull(connections.disconnectedAt)),
      )
      .where(eq(numbers.allowed, true))
      .groupBy(numbers.workspaceId);
    for (const { workspaceId, heardAt } of quiet) {
      if (heardAt !== null && heardAt.getTime() > since) continue;
      await db.transaction((tx) =>
        enqueue(
          tx,
          lookAtNumbers,
          { workspaceId },
          { key: `look-at-numbers:${workspaceId}`, maxAttempts: 1 },
        ),
      );
    }
  },
});

/** Asks MoltFlow once how a workspace's numbers are: its events may not reach us, which is when a drop goes unnoticed. */
export const lookAtNumbers: JobDefinition<z.output<typeof payload>> = defineJob({
  name: "look-at-numbers",
  payload,
  async run({ workspaceId }) {
    const at = new Date();
    const sessions = await readSessions(workspaceId);
    if (sessions === null) return;
    const byId = new Map(sessions.map((session) => [session.id, session]));
    await inTenant(workspaceId, async (tx) => {
      const known = await tx
        .select({ numberId: numbers.id, sessionId: numbers.sessionId })
        .from(numbers)
        .where(
          and(
            eq(numbers.workspaceId, workspaceId),
            eq(numbers.allowed, true),
            // One that works here and is listed no longer was deleted there; a new one may be on its way into the list.
            or(inArray(numbers.sessionId, [...byId.keys()]), eq(numbers.status, "working")),
          ),
        )
        // In the order that batches of events take them, so that the two cannot deadlock.
        .orderBy(asc(numbers.id));
      for (const { numberId, sessionId } of known) {
        const heard = byId.get(sessionId) ?? { status: deletedStatus };
        await saveStatus(tx, { workspaceId, numberId }, heard, at);
      }
      await nudge(tx, workspaceId, "numbers");
    });
  },
});

/** Null when they cannot be read now; the next look tries again. */
async function readSessions(workspaceId: string): Promise<Session[] | null> {
  try {
    return await (await moltflowFor(workspaceId, syncTurn)).listSessions();
  } catch (error) {
    if (!(error instanceof MoltflowError) && !(error instanceof DomainError)) throw error;
    // It is no failure: the worker runs this again when its turn comes.
    if (error instanceof MoltflowError && error.kind === "budget_wait") throw error;
    log().warn({ err: messageOf(error), workspaceId }, "numbers: a quiet connection could not be looked at");
    return null;
  }
}
