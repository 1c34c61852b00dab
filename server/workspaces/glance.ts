import { and, asc, count, eq, gt, isNull, ne, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { connections, events, members, numbers } from "#db/schema/index.ts";
import { type Place, sightIn } from "#db/tenant.ts";
import { numbersInSight, readVisibility, visibleEvents } from "#server/inbox/index.ts";
import { isActive } from "#server/members/index.ts";
import type { ConnectionGlance, EventGlance, NumbersGlance } from "./schemas.ts";

/** Events are counted among the newest so many; beyond, the counts say "and more". */
const countedEvents = 5_000;
const dayMs = 24 * 60 * 60 * 1000;

/** `tenantId` is the MoltFlow tenant behind the connection. It is not for the browser. */
type Connected = { glance: ConnectionGlance; tenantId: string | null };

export async function glanceAtConnection(tx: Transaction, place: Place): Promise<Connected> {
  const [row] = await tx
    .select({
      health: connections.health,
      webhookId: connections.upstreamWebhookId,
      webhookFailure: connections.webhookFailure,
      plan: connections.plan,
      requestsPerMinute: connections.requestsPerMinute,
      tenantId: connections.upstreamTenantId,
    })
    .from(connections)
    .where(and(eq(connections.workspaceId, sightIn(place).workspaceId), isNull(connections.disconnectedAt)));
  if (!row) return { glance: { state: "missing", health: null, budget: null }, tenantId: null };
  const { webhookId, webhookFailure, health, plan, requestsPerMinute, tenantId } = row;
  const delivers = webhookId !== null && webhookFailure === null;
  const state = health !== "ok" ? "failing" : delivers ? "ok" : "no_events";
  return { glance: { state, health, budget: { plan, requestsPerMinute, sharedWith: [] } }, tenantId };
}

/** The numbers that `listNumbers` lists, only counted; those that do not work by name, the longest silent first. */
export async function glanceAtNumbers(tx: Transaction, place: Place): Promise<NumbersGlance> {
  const isLive = and(
    eq(connections.workspaceId, numbers.workspaceId),
    eq(connections.id, numbers.connectionId),
    isNull(connections.disconnectedAt),
  );
  const [counted] = await tx
    .select({ total: count() })
    .from(numbers)
    .innerJoin(connections, isLive)
    .where(numbersInSight(place));
  const drops = await tx
    .select({ id: numbers.id, name: numbers.name, status: numbers.status, since: numbers.statusAt })
    .from(numbers)
    .innerJoin(connections, isLive)
    .where(and(numbersInSight(place), ne(numbers.status, "working")))
    .orderBy(asc(numbers.statusAt), asc(numbers.id));
  return {
    total: counted?.total ?? 0,
    drops: drops.map(({ since, ...drop }) => ({ ...drop, since: since.toISOString() })),
  };
}

async function readSeenSeq(tx: Transaction, workspaceId: string, userId: string): Promise<number> {
  const [member] = await tx
    .select({ seenSeq: members.seenSeq })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  return member?.seenSeq ?? 0;
}

/**
 * Counts what this member has not seen, and what came within a day, up to `lastSeq`. Bounded by `seq`, not by a limit:
 * for a member who sees little the whole table would be searched for more.
 */
export async function glanceAtEvents(
  tx: Transaction,
  place: Place,
  { userId, lastSeq }: { userId: string; lastSeq: number },
): Promise<EventGlance> {
  const { workspaceId } = sightIn(place);
  const from = Math.max(0, lastSeq - countedEvents);
  const seenSeq = await readSeenSeq(tx, workspaceId, userId);
  const since = new Date(Date.now() - dayMs).toISOString();
  const isRecent = sql`${events.receivedAt} > ${since}::timestamptz`;
  const [counted] = await tx
    .select({
      unread: sql<number>`count(*) filter (where ${gt(events.seq, seenSeq)})::int`,
      lastDay: sql<number>`count(*) filter (where ${isRecent})::int`,
      allRecent: sql<boolean | null>`bool_and(${isRecent})`,
    })
    .from(events)
    .where(
      and(
        eq(events.workspaceId, workspaceId),
        gt(events.seq, from),
        visibleEvents(await readVisibility(tx, place)),
      ),
    );
  return {
    unread: { count: counted?.unread ?? 0, more: seenSeq < from },
    lastDay: { count: counted?.lastDay ?? 0, more: from > 0 && counted?.allRecent === true },
  };
}

export async function countMembers(tx: Transaction, workspaceId: string): Promise<number> {
  const [counted] = await tx
    .select({ members: count() })
    .from(members)
    .where(and(eq(members.workspaceId, workspaceId), isActive()));
  return counted?.members ?? 0;
}
