import { notInArray, sql } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import type { Holding, Row } from "#db/holding.ts";
import { eventFingerprints, events, hearingCursors, inboxes, rejectedRequests } from "#db/schema/index.ts";
import type { Place } from "#db/tenant.ts";
import { readVisibility, visibleEvents } from "./visibility.ts";

/** Without its event a fingerprint would make a copy that comes later look like one that is here. */
async function eraseFingerprints(tx: Transaction, rows: Row[]): Promise<void> {
  const pairs = rows.map(({ inboxId, sha256 }) => sql`(${inboxId}::uuid, ${sha256}::bytea)`);
  await tx
    .delete(eventFingerprints)
    .where(sql`(${eventFingerprints.inboxId}, ${eventFingerprints.sha256}) in (${sql.join(pairs, sql`, `)})`);
}

const seenEvents = async (tx: Transaction, place: Place) => visibleEvents(await readVisibility(tx, place));

/** A connection's inbox hears every number of its MoltFlow account, and nobody knows of which one a forged request is. */
async function ofOwnInboxes(tx: Transaction, place: Place) {
  const { connectedInboxes } = await readVisibility(tx, place);
  return notInArray(rejectedRequests.inboxId, [...connectedInboxes]);
}

export const inboxHoldings: readonly Holding[] = [
  {
    table: events,
    kept: { clock: "events", since: events.receivedAt },
    seenBy: "chat",
    exported: {
      columns: {
        seq: events.seq,
        id: events.id,
        inboxId: events.inboxId,
        receivedAt: events.receivedAt,
        verdict: events.verdict,
        event: events.event,
        sessionId: events.sessionId,
        chatId: events.chatId,
        duplicates: events.duplicates,
        headers: events.headers,
        body: events.body,
      },
      where: seenEvents,
    },
    contact: {
      namedIn: [events.chatId, events.headers, events.body],
      toldOf: seenEvents,
      alongWith: eraseFingerprints,
    },
  },
  {
    table: eventFingerprints,
    kept: { clock: "events", since: eventFingerprints.firstAt },
    seenBy: "nobody",
    exported: { nothing: "Digests for recognising copies within a day." },
    contact: { nothing: "Digests only; an erased event takes its own along." },
  },
  {
    table: hearingCursors,
    kept: "workspace",
    seenBy: "everyone",
    exported: { nothing: "It is the number of the last event that was read." },
    contact: { nothing: "A number." },
  },
  {
    table: inboxes,
    kept: "workspace",
    seenBy: "everyone",
    exported: {
      columns: {
        id: inboxes.id,
        name: inboxes.name,
        connectionId: inboxes.connectionId,
        createdAt: inboxes.createdAt,
      },
    },
    contact: { nothing: "Names and keys of the team's own addresses." },
  },
  {
    table: rejectedRequests,
    kept: { clock: "events", since: rejectedRequests.receivedAt },
    seenBy: "unrestricted",
    exported: {
      nothing: "Forged or mistaken requests, of whose truth nobody knows; the last hundred, for debugging.",
    },
    contact: { namedIn: [rejectedRequests.headers, rejectedRequests.bodyStart], toldOf: ofOwnInboxes },
  },
];
