import { and, asc, between, eq, inArray, isNotNull, lte, or, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { type EventRow, events, inboxes, numbers } from "#db/schema/index.ts";
import { applyMessages } from "#server/chats/index.ts";
import { groupEvents } from "#server/groups/index.ts";
import { nudge } from "#server/live/index.ts";
import { reconcileSent } from "#server/messages/index.ts";
import { applySessionEvent } from "#server/numbers/index.ts";
import { messageEvents, readHeard } from "./heard-events.ts";
import { factEvents, happenedAt, readFact } from "./session-facts.ts";

/** A workspace's events from one `seq` to another, both included. */
export type Batch = { workspaceId: string; fromSeq: number; toSeq: number };

/**
 * Lets events change what we know of numbers, messages and chats. Everything it does compares with what is there, so
 * a batch may be read twice, and after a later one.
 * @returns when the newest event came that tells of a number
 */
export async function hearBatch(tx: Transaction, batch: Batch): Promise<Date | null> {
  const numbersHeard = await lockNumbers(tx, batch);
  if (numbersHeard.length === 0) return null;
  const told = await readEvents(tx, batch);
  const settled = new Map<string, string>();
  for (const event of told) {
    const outboxId = await applyFact(tx, event);
    if (outboxId !== null) settled.set(event.id, outboxId);
  }
  await hearMessages(tx, batch.workspaceId, told, settled);
  await touchNumbers(tx, batch.workspaceId, numbersHeard);
  // Groups read their newest messages from events, so there is nothing to keep: screens only look again.
  if (numbersHeard.some(({ ofGroups }) => ofGroups)) await nudge(tx, batch.workspaceId, "groups");
  return new Date(Math.max(...numbersHeard.map(({ receivedAt }) => receivedAt.getTime())));
}

/**
 * Only what MoltFlow signed for this connection's inbox is true of the connection's numbers: anybody who knows an
 * unsigned inbox's address can write there whatever they like. Whoever asks joins `itsInbox`.
 */
export const isTrusted = and(eq(events.verdict, "verified"), isNotNull(inboxes.connectionId));

const trusted = ({ workspaceId, fromSeq, toSeq }: Batch) =>
  and(eq(events.workspaceId, workspaceId), between(events.seq, fromSeq, toSeq), isTrusted);

export const itsInbox = and(eq(inboxes.workspaceId, events.workspaceId), eq(inboxes.id, events.inboxId));
const itsNumber = and(
  eq(numbers.workspaceId, events.workspaceId),
  eq(numbers.sessionId, events.sessionId),
  eq(numbers.connectionId, inboxes.connectionId),
);

/** When a batch last heard of a number at all, and of what proves it to work; whether it heard of its groups. */
type Heard = {
  id: string;
  receivedAt: Date;
  inboundAt: Date | null;
  sentAt: Date | null;
  ofGroups: boolean;
};

/** The batch's numbers with their newest event; locked in one order, so that batches side by side cannot deadlock. */
async function lockNumbers(tx: Transaction, batch: Batch): Promise<Heard[]> {
  const newestOf = (event: string) =>
    sql<Date | null>`max(${events.receivedAt}) filter (where ${events.event} = ${event})`.mapWith(
      events.receivedAt,
    );
  const newest = await tx
    .select({
      id: numbers.id,
      receivedAt: sql`max(${events.receivedAt})`.mapWith(events.receivedAt),
      inboundAt: newestOf("message.received"),
      sentAt: newestOf("message.sent"),
      ofGroups: sql<boolean>`coalesce(bool_or(${inArray(events.event, [...groupEvents])}), false)`,
    })
    .from(events)
    .innerJoin(inboxes, itsInbox)
    .innerJoin(numbers, itsNumber)
    .where(trusted(batch))
    .groupBy(numbers.id);
  if (newest.length === 0) return [];
  const ids = newest.map(({ id }) => id);
  await tx
    .select({ id: numbers.id })
    .from(numbers)
    .where(and(eq(numbers.workspaceId, batch.workspaceId), inArray(numbers.id, ids)))
    .orderBy(asc(numbers.id))
    .for("no key update");
  return newest;
}

type ToldEvent = Pick<EventRow, "workspaceId" | "id" | "receivedAt" | "event" | "body">;

/** No message is longer; what is, is something else. */
const maxHeardBytes = 512 * 1024;

/** The batch's events that prove something or tell of a message, each read once. */
function readEvents(tx: Transaction, batch: Batch): Promise<ToldEvent[]> {
  const { workspaceId, id, receivedAt, event, body } = events;
  return tx
    .select({ workspaceId, id, receivedAt, event, body })
    .from(events)
    .innerJoin(inboxes, itsInbox)
    .innerJoin(numbers, itsNumber)
    .where(
      and(
        trusted(batch),
        or(
          inArray(event, [...factEvents]),
          and(inArray(event, [...messageEvents]), lte(sql`octet_length(${body})`, maxHeardBytes)),
        ),
      ),
    )
    .orderBy(asc(events.seq));
}

const isNamed = ({ event }: ToldEvent, names: readonly string[]) => event !== null && names.includes(event);

/** @returns the outbox message that it settled, if it settled one */
async function applyFact(tx: Transaction, told: ToldEvent): Promise<string | null> {
  const { workspaceId, id: eventId, receivedAt, body } = told;
  const fact = isNamed(told, factEvents) ? readFact(body) : null;
  if (fact === null) return null;
  const { session_id: sessionId } = fact.data;
  if (fact.event === "message.sent") {
    const { chat_id: chatId, message: text, message_id: upstreamMessageId } = fact.data;
    return reconcileSent(tx, {
      workspaceId,
      eventId,
      receivedAt,
      sessionId,
      chatId,
      text,
      upstreamMessageId,
    });
  }
  await applySessionEvent(tx, {
    workspaceId,
    sessionId,
    event: fact.event,
    status: fact.data.status,
    phoneNumber: fact.data.phone_number,
    reason: fact.data.reason,
    at: happenedAt(fact.timestamp, receivedAt),
  });
  return null;
}

/**
 * Brings the batch's messages into their chats. After the facts: a chat's row is taken last, everywhere, or two would
 * wait for each other.
 */
async function hearMessages(
  tx: Transaction,
  workspaceId: string,
  told: readonly ToldEvent[],
  settled: ReadonlyMap<string, string>,
): Promise<void> {
  const heard = told.flatMap((event) => {
    if (!isNamed(event, messageEvents) || event.body.length > maxHeardBytes) return [];
    const one = readHeard(event);
    return one ? [{ ...one, outboxId: settled.get(event.id) ?? null }] : [];
  });
  await applyMessages(tx, workspaceId, heard);
}

/** Writes down when numbers were last heard of, and what last proved them to work; whatever is newer stays. */
async function touchNumbers(tx: Transaction, workspaceId: string, heard: readonly Heard[]): Promise<void> {
  const records = heard.map(({ id, receivedAt, inboundAt, sentAt }) => {
    const provenBy = (inboundAt ?? 0) >= (sentAt ?? 0) ? "inbound" : "sent";
    return { id, heardAt: receivedAt, provenAt: provenBy === "inbound" ? inboundAt : sentAt, provenBy };
  });
  await tx.execute(sql`
    update numbers n set
      last_event_at = greatest(n.last_event_at, x."heardAt"),
      proven_at = greatest(n.proven_at, x."provenAt"),
      proven_by = case when x."provenAt" > coalesce(n.proven_at, '-infinity') then x."provenBy" else n.proven_by end
    from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
      as x (id uuid, "heardAt" timestamptz, "provenAt" timestamptz, "provenBy" text)
    where n.workspace_id = ${workspaceId} and n.id = x.id
      and (x."heardAt" > coalesce(n.last_event_at, '-infinity') or x."provenAt" > coalesce(n.proven_at, '-infinity'))`);
}
