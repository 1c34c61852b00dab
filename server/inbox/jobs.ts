import { and, asc, between, eq, inArray, isNotNull, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { Transaction } from "#db/client.ts";
import { type EventRow, events, inboxes, numbers } from "#db/schema/index.ts";
import { inTenant } from "#db/tenant.ts";
import { applyMessages } from "#server/chats/index.ts";
import { groupEvents } from "#server/groups/index.ts";
import { defineJob } from "#server/jobs/index.ts";
import { nudge } from "#server/live/index.ts";
import { reconcileSent } from "#server/messages/index.ts";
import { applySessionEvent } from "#server/numbers/index.ts";
import { messageEvents, readHeard } from "./heard-events.ts";
import { factEvents, happenedAt, readFact } from "./session-facts.ts";
import { processEventsTask } from "./store.ts";

const batchPayload = z.object({
  workspaceId: z.uuid(),
  fromSeq: z.int().positive(),
  toSeq: z.int().positive(),
});
type Batch = z.output<typeof batchPayload>;

/**
 * Lets a committed batch change what we know of numbers, messages and chats. Everything it does compares with what is
 * there, so a batch may be read twice.
 */
export const processEvents = defineJob({
  name: processEventsTask,
  payload: batchPayload,
  run: (batch) =>
    inTenant(batch.workspaceId, async (tx) => {
      const newest = await lockNumbers(tx, batch);
      if (newest.length === 0) return;
      const settled = new Map<string, string>();
      for (const event of await readFactEvents(tx, batch)) {
        const outboxId = await applyFact(tx, event);
        if (outboxId !== null) settled.set(event.id, outboxId);
      }
      await hearMessages(tx, batch, settled);
      for (const heard of newest) await touchNumber(tx, batch.workspaceId, heard);
      await tellGroups(tx, batch);
    }),
});

/**
 * Only what MoltFlow signed for this connection's inbox is true of the connection's numbers: anybody who knows an
 * unsigned inbox's address can write there whatever they like.
 */
const trusted = ({ workspaceId, fromSeq, toSeq }: Batch) =>
  and(
    eq(events.workspaceId, workspaceId),
    between(events.seq, fromSeq, toSeq),
    eq(events.verdict, "verified"),
    isNotNull(inboxes.connectionId),
  );

const itsInbox = and(eq(inboxes.workspaceId, events.workspaceId), eq(inboxes.id, events.inboxId));
const itsNumber = and(
  eq(numbers.workspaceId, events.workspaceId),
  eq(numbers.sessionId, events.sessionId),
  eq(numbers.connectionId, inboxes.connectionId),
);

/** When a batch last heard of a number at all, and of what proves it to work. */
type Heard = { id: string; receivedAt: Date; inboundAt: Date | null; sentAt: Date | null };

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

type FactEvent = Pick<EventRow, "workspaceId" | "id" | "receivedAt" | "body">;

function readFactEvents(tx: Transaction, batch: Batch): Promise<FactEvent[]> {
  const { workspaceId, id, receivedAt, body } = events;
  return tx
    .select({ workspaceId, id, receivedAt, body })
    .from(events)
    .innerJoin(inboxes, itsInbox)
    .innerJoin(numbers, itsNumber)
    .where(and(trusted(batch), inArray(events.event, factEvents)))
    .orderBy(asc(events.seq));
}

/** @returns the outbox message that it settled, if it settled one */
async function applyFact(
  tx: Transaction,
  { workspaceId, id: eventId, receivedAt, body }: FactEvent,
): Promise<string | null> {
  const fact = readFact(body);
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

/** No message is longer; what is, is something else. */
const maxHeardBytes = 512 * 1024;

/**
 * Brings the batch's messages into their chats. After the facts: a chat's row is taken last, everywhere, or two would
 * wait for each other.
 */
async function hearMessages(
  tx: Transaction,
  batch: Batch,
  settled: ReadonlyMap<string, string>,
): Promise<void> {
  const { id, receivedAt, body } = events;
  const rows = await tx
    .select({ id, receivedAt, body })
    .from(events)
    .innerJoin(inboxes, itsInbox)
    .innerJoin(numbers, itsNumber)
    .where(
      and(
        trusted(batch),
        inArray(events.event, [...messageEvents]),
        lte(sql`octet_length(${events.body})`, maxHeardBytes),
      ),
    )
    .orderBy(asc(events.seq));
  const heard = rows.flatMap((row) => {
    const one = readHeard(row);
    return one ? [{ ...one, outboxId: settled.get(row.id) ?? null }] : [];
  });
  await applyMessages(tx, batch.workspaceId, heard);
}

async function touchNumber(
  tx: Transaction,
  workspaceId: string,
  { id, receivedAt, inboundAt, sentAt }: Heard,
): Promise<void> {
  const itself = and(eq(numbers.workspaceId, workspaceId), eq(numbers.id, id));
  const isNewer = (column: PgColumn, at: Date) => or(isNull(column), lt(column, at));
  await tx
    .update(numbers)
    .set({ lastEventAt: receivedAt })
    .where(and(itself, isNewer(numbers.lastEventAt, receivedAt)));
  const provenBy = (inboundAt ?? 0) >= (sentAt ?? 0) ? "inbound" : "sent";
  const provenAt = provenBy === "inbound" ? inboundAt : sentAt;
  if (provenAt === null) return;
  await tx
    .update(numbers)
    .set({ provenAt, provenBy })
    .where(and(itself, isNewer(numbers.provenAt, provenAt)));
}

/** Groups read their newest messages from events, so there is nothing to keep: screens only look again. */
async function tellGroups(tx: Transaction, batch: Batch): Promise<void> {
  const [heard] = await tx
    .select({ id: events.id })
    .from(events)
    .innerJoin(inboxes, itsInbox)
    .where(and(trusted(batch), inArray(events.event, [...groupEvents])))
    .limit(1);
  if (heard) await nudge(tx, batch.workspaceId, "groups");
}
