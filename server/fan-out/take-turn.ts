import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { systemSql, type Transaction } from "#db/client.ts";
import { keyedPlans } from "#db/keyed-plans.ts";
import { destinations, events, fanOutCursors } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { metrics } from "#server/core/metrics.ts";
import { acceptDeliveries, type Wanted } from "#server/deliveries/index.ts";
import { matches } from "#server/event-filter/index.ts";
import { readVisibility, type Visibility, visibleEvents } from "#server/inbox/index.ts";
import { listRules, type Rule } from "#server/subscriptions/index.ts";
import { type KnownEvent, readFacts, type StoredEvent } from "./facts.ts";
import { gather } from "./gather.ts";
import { asksForBody } from "./tell.ts";
import { writeAlerts, writeNotices } from "./write-news.ts";

/** A turn takes as many events as this, and fewer where each of them is compared with, or told to, very many. */
const maxEvents = 200;
const minEvents = 10;
const maxComparisons = 20_000;
/** No message is longer; what is, is something else, and has no words. */
const maxBodyBytes = 64 * 1024;
/** Whoever holds a row for longer holds up this workspace only: the turn goes to another. */
const longestWaitMs = 20_000;

type Destination = Pick<typeof destinations.$inferSelect, "id" | "filter" | "disabledSeq" | "disabledAt">;
type Takers = { rules: readonly Rule[]; destinations: readonly Destination[] };

/** `busy`: another process is at it. `hasMore`: the turn ended before the events did. */
export type Turn = { outcome: "nothing" | "busy" | "done"; hasMore: boolean };

/**
 * Hands a workspace's next events to the people and programs that want them. What they get commits together with how
 * far the workspace was read, so each event is handed on once, whatever happens. Events are numbered in the order of
 * their commits: nothing can come in before the cursor.
 */
export async function takeTurn(workspaceId: string): Promise<Turn> {
  const unread = await findUnread(workspaceId);
  if (!unread) return noteTurn({ outcome: "nothing", hasMore: false }, []);
  const { turn, stored } = await inTenant(workspaceId, (tx) => readOn(tx, workspaceId, unread));
  return noteTurn(turn, stored);
}

type Unread = { throughSeq: number; lastSeq: number; hasCursor: boolean; now: Date };
type Taken = { turn: Turn; stored: readonly StoredEvent[] };

async function readOn(tx: Transaction, workspaceId: string, unread: Unread): Promise<Taken> {
  // Together, here and below: what needs no answer of the other shares a round trip.
  const [throughSeq, takers, visibility] = await Promise.all([
    takeCursor(tx, workspaceId, unread),
    readTakers(tx, workspaceId, unread),
    readVisibility(tx, workspaceId),
  ]);
  if (throughSeq === null) return { turn: { outcome: "busy", hasMore: false }, stored: [] };
  const isWanted = takers.rules.length + takers.destinations.length > 0;
  const limit = batchLimit(takers);
  const stored = isWanted ? await readEvents(tx, workspaceId, { takers, visibility, throughSeq, limit }) : [];
  const known = await readFacts(tx, workspaceId, stored);
  const hasMore = stored.length === limit;
  const readSeq = stored.at(-1)?.seq ?? throughSeq;
  await Promise.all([
    // At the end also past events that nobody may see, or that are gone already.
    moveCursor(tx, workspaceId, hasMore ? readSeq : Math.max(readSeq, unread.lastSeq)),
    handOn(tx, workspaceId, takers, known),
  ]);
  return { turn: { outcome: "done", hasMore }, stored };
}

/** Whether events wait: by the owner, because a tenant does not see the counter, and before anything is locked. */
async function findUnread(workspaceId: string): Promise<Unread | null> {
  type Row = { through_seq: string | null; last_seq: string; now_ms: number };
  const [row] = await systemSql()<Row[]>`
    select f.through_seq, c.last_seq, (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms
    from workspace_counters c left join fan_out_cursors f using (workspace_id)
    where c.workspace_id = ${workspaceId} and c.last_seq > coalesce(f.through_seq, 0)`;
  if (!row) return null;
  return {
    ...{ throughSeq: Number(row.through_seq ?? 0), lastSeq: Number(row.last_seq) },
    ...{ hasCursor: row.through_seq !== null, now: new Date(row.now_ms) },
  };
}

/** Takes the workspace's cursor until commit; null while somebody else has it. */
async function takeCursor(tx: Transaction, workspaceId: string, { hasCursor }: Unread) {
  if (!hasCursor) await tx.insert(fanOutCursors).values({ workspaceId }).onConflictDoNothing();
  const [cursor] = await tx
    .select({
      throughSeq: fanOutCursors.throughSeq,
      patience: sql`set_config('statement_timeout', ${`${longestWaitMs}`}, true)`,
      keyedPlans,
    })
    .from(fanOutCursors)
    .where(eq(fanOutCursors.workspaceId, workspaceId))
    .for("update", { skipLocked: true });
  return cursor?.throughSeq ?? null;
}

const moveCursor = (tx: Transaction, workspaceId: string, throughSeq: number) =>
  tx.update(fanOutCursors).set({ throughSeq }).where(eq(fanOutCursors.workspaceId, workspaceId));

/** Whoever may want events after `throughSeq`, read once for the batch. */
async function readTakers(
  tx: Transaction,
  workspaceId: string,
  { throughSeq, now }: Pick<Unread, "throughSeq" | "now">,
): Promise<Takers> {
  const { id, filter, disabledAt, disabledSeq } = destinations;
  const [rules, live] = await Promise.all([
    listRules(tx, workspaceId, now),
    tx
      .select({ id, filter, disabledAt, disabledSeq })
      .from(destinations)
      .where(
        and(
          eq(destinations.workspaceId, workspaceId),
          isNull(destinations.deletedAt),
          // What came before it was disabled is still its own.
          or(isNull(disabledAt), gt(disabledSeq, throughSeq)),
        ),
      ),
  ]);
  return {
    rules: rules.filter(({ inApp, push, mail }) => inApp || push || mail !== "none"),
    destinations: live,
  };
}

/** How many events a turn takes, so that it stays short in a workspace of very many people, rules and words. */
function batchLimit({ rules, destinations: programs }: Takers): number {
  const wordsOf = ({ filter }: Pick<Destination, "filter">) => 1 + (filter.keywords?.length ?? 0);
  const each =
    rules.reduce((sum, rule) => sum + wordsOf(rule) + rule.tellers.length, 0) +
    programs.reduce((sum, program) => sum + wordsOf(program), 0);
  return Math.min(maxEvents, Math.max(minEvents, Math.floor(maxComparisons / Math.max(1, each))));
}

type Reading = { takers: Takers; visibility: Visibility; throughSeq: number; limit: number };

/** The next events that somebody in the workspace may see: what is outside of its numbers reaches nobody. */
async function readEvents(
  tx: Transaction,
  workspaceId: string,
  { takers, visibility, throughSeq, limit }: Reading,
): Promise<StoredEvent[]> {
  const asksForBodies = [...takers.rules, ...takers.destinations].some(({ filter }) => asksForBody(filter));
  const { id, seq, receivedAt, inboxId, event, sessionId, chatId } = events;
  const body = asksForBodies
    ? sql<Buffer | null>`case when octet_length(${events.body}) <= ${maxBodyBytes} then ${events.body} end`
    : sql<null>`null`;
  return tx
    .select({ id, seq, receivedAt, inboxId, event, sessionId, chatId, body })
    .from(events)
    .where(and(eq(events.workspaceId, workspaceId), gt(seq, throughSeq), visibleEvents(visibility)))
    .orderBy(asc(seq))
    .limit(limit);
}

/** Deliveries come last: they take rows that whoever delivers waits for. */
async function handOn(
  tx: Transaction,
  workspaceId: string,
  { rules, destinations: programs }: Takers,
  known: readonly KnownEvent[],
): Promise<void> {
  const { notices, alerts } = gather(rules, known);
  await writeNotices(tx, workspaceId, notices);
  await writeAlerts(tx, workspaceId, alerts);
  const wanted = known.flatMap(({ id: eventId, seq, facts }) =>
    programs.flatMap(({ id: destinationId, filter, disabledAt, disabledSeq }): Wanted[] => {
      const isLate = disabledAt !== null && seq > (disabledSeq ?? 0);
      return isLate || !matches(filter, facts) ? [] : [{ destinationId, eventId, seq, replayId: null }];
    }),
  );
  await acceptDeliveries(tx, workspaceId, wanted);
}

function noteTurn(turn: Turn, stored: readonly StoredEvent[]): Turn {
  const { fanOutTurns, fanOutLagSeconds } = metrics();
  fanOutTurns.inc({ outcome: turn.outcome });
  const nowMs = Date.now();
  for (const { receivedAt } of stored) fanOutLagSeconds.observe((nowMs - receivedAt.getTime()) / 1000);
  return turn;
}
