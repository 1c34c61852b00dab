import { and, eq, inArray, isNotNull, isNull, notInArray, or, type SQL } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { events, inboxes, numbers } from "#db/schema/index.ts";

/**
 * Which events a workspace may see. A MoltFlow key hears every number of its tenant, so what arrives through a
 * connection is shown only for allowed numbers; an inbox that was made by hand shows all that it receives.
 */
export type Visibility = { allowedSessions: ReadonlySet<string>; connectedInboxes: ReadonlySet<string> };

/** Reads the workspace's allowlist and its connections' inboxes. */
export async function readVisibility(tx: Queryable, workspaceId: string): Promise<Visibility> {
  const [allowed, connected] = await Promise.all([
    tx
      .select({ sessionId: numbers.sessionId })
      .from(numbers)
      .where(and(eq(numbers.workspaceId, workspaceId), eq(numbers.allowed, true))),
    tx
      .select({ id: inboxes.id })
      .from(inboxes)
      .where(and(eq(inboxes.workspaceId, workspaceId), isNotNull(inboxes.connectionId))),
  ]);
  return {
    allowedSessions: new Set(allowed.map(({ sessionId }) => sessionId)),
    connectedInboxes: new Set(connected.map(({ id }) => id)),
  };
}

/** Whether one event may be shown. */
export function isVisible(
  { allowedSessions, connectedInboxes }: Visibility,
  event: { sessionId: string | null; inboxId: string },
): boolean {
  if (event.sessionId === null || allowedSessions.has(event.sessionId)) return true;
  return !connectedInboxes.has(event.inboxId);
}

/** The same rule for a query over `events`. */
export function visibleEvents({ allowedSessions, connectedInboxes }: Visibility): SQL | undefined {
  if (connectedInboxes.size === 0) return undefined;
  return or(
    isNull(events.sessionId),
    // drizzle turns an empty list into `false`.
    inArray(events.sessionId, [...allowedSessions]),
    notInArray(events.inboxId, [...connectedInboxes]),
  );
}
