import { and, eq, inArray, isNotNull, isNull, notInArray, or, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "#db/client.ts";
import { chats, events, inboxes, numbers } from "#db/schema/index.ts";
import { isWhole, type Place, sightIn } from "#db/tenant.ts";

/**
 * Which events somebody may see. A MoltFlow key hears every number of its tenant, so what arrives through a connection
 * is shown only for allowed numbers; an inbox that was made by hand shows all that it receives. A restricted member
 * sees only events of their own numbers or chats, whichever inbox they came by.
 */
export type Visibility = {
  allowedSessions: ReadonlySet<string>;
  connectedInboxes: ReadonlySet<string>;
  /** Null for whoever sees the whole workspace. */
  restricted: { assignedTo: string | null } | null;
};

/** The numbers that are there for somebody: allowed in the workspace, and within their sight. */
export function numbersInSight(place: Place): SQL | undefined {
  const { workspaceId, onlyNumbers } = sightIn(place);
  return and(
    eq(numbers.workspaceId, workspaceId),
    eq(numbers.allowed, true),
    onlyNumbers === null ? undefined : inArray(numbers.id, [...onlyNumbers]),
  );
}

/** Reads the allowlist, as far as somebody may see it, and the connections' inboxes. */
export async function readVisibility(tx: Queryable, place: Place): Promise<Visibility> {
  const { workspaceId, assignedTo } = sightIn(place);
  const [allowed, connected] = await Promise.all([
    tx.select({ sessionId: numbers.sessionId }).from(numbers).where(numbersInSight(place)),
    tx
      .select({ id: inboxes.id })
      .from(inboxes)
      .where(and(eq(inboxes.workspaceId, workspaceId), isNotNull(inboxes.connectionId))),
  ]);
  return {
    allowedSessions: new Set(allowed.map(({ sessionId }) => sessionId)),
    connectedInboxes: new Set(connected.map(({ id }) => id)),
    restricted: isWhole(place) ? null : { assignedTo },
  };
}

/** As a condition of a query over `events`. */
export function visibleEvents({
  allowedSessions,
  connectedInboxes,
  restricted,
}: Visibility): SQL | undefined {
  // drizzle turns an empty list into `false`.
  const ofAllowed = inArray(events.sessionId, [...allowedSessions]);
  if (restricted)
    return and(ofAllowed, restricted.assignedTo ? isAssigned(restricted.assignedTo) : undefined);
  if (connectedInboxes.size === 0) return undefined;
  return or(isNull(events.sessionId), ofAllowed, notInArray(events.inboxId, [...connectedInboxes]));
}

const isAssigned = (userId: string) =>
  sql`exists (select 1 from ${chats} where ${chats.workspaceId} = ${events.workspaceId}
    and ${chats.sessionId} = ${events.sessionId} and ${chats.chatId} = ${events.chatId}
    and ${chats.assigneeId} = ${userId})`;
