import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { bytes, createdAt, id, instant, ownWorkspaceOnly, unrestrictedOnly } from "./columns.ts";
import { destinations } from "./destinations.ts";
import { events } from "./inbox.ts";
import { workspaces } from "./workspaces.ts";

/** `failed` will be tried again; `dead` will not; `blocked`: its address is none that we dial. */
export const deliveryStates = [
  "pending",
  "delivering",
  "failed",
  "delivered",
  "dead",
  "blocked",
  "cancelled",
] as const;

/**
 * An event on its way to a destination; the row is the queue. Goes with its event: the ledger's trigger counts it then.
 * One event reaches a destination once, and once more for each replay.
 */
export const deliveries = pgTable(
  "deliveries",
  {
    workspaceId: uuid().notNull(),
    id: id(),
    destinationId: uuid().notNull(),
    eventId: uuid().notNull(),
    /** The event's. Strict order goes by it. */
    seq: bigint({ mode: "number" }).notNull(),
    replayId: uuid(),
    state: text({ enum: deliveryStates }).notNull().default("pending"),
    attempts: integer().notNull().default(0),
    dueAt: instant().notNull(),
    /** While `delivering`: whoever took it lives at least until then, or somebody else may. */
    leaseUntil: instant(),
    /** Of the last attempt. */
    lastStatus: integer(),
    lastError: text(),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    // Also finds all deliveries of an event.
    unique().on(table.workspaceId, table.eventId, table.destinationId, table.replayId).nullsNotDistinct(),
    index("deliveries_due").on(table.destinationId, table.dueAt).where(sql`state in ('pending', 'failed')`),
    index("deliveries_in_order")
      .on(table.destinationId, table.seq, table.id)
      .where(sql`state in ('pending', 'failed', 'delivering')`),
    index("deliveries_leased").on(table.destinationId, table.leaseUntil).where(sql`state = 'delivering'`),
    index("deliveries_of_destination").on(table.workspaceId, table.destinationId, table.id),
    index("deliveries_undone")
      .on(table.workspaceId, table.destinationId, table.state, table.id)
      .where(sql`state in ('failed', 'dead', 'blocked', 'cancelled')`),
    // A replay of what did not arrive goes by the events' order.
    index("deliveries_to_replay")
      .on(table.destinationId, table.state, table.seq)
      .where(sql`state in ('dead', 'blocked', 'cancelled')`),
    // How what a replay made has ended.
    index("deliveries_of_replay")
      .on(table.workspaceId, table.replayId, table.state)
      .where(sql`replay_id is not null`),
    foreignKey({
      columns: [table.workspaceId, table.eventId],
      foreignColumns: [events.workspaceId, events.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [table.workspaceId, table.destinationId],
      foreignColumns: [destinations.workspaceId, destinations.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("deliveries"),
    unrestrictedOnly("deliveries"),
  ],
);

/** Why an attempt got no answer, or one that does not count. */
export const attemptErrors = [
  "status",
  "redirect",
  "timeout",
  "connect",
  "dns",
  "tls",
  "closed",
  "blocked_address",
  "template",
] as const;

/** One try of one delivery, with what came back. */
export const deliveryAttempts = pgTable(
  "delivery_attempts",
  {
    workspaceId: uuid().notNull(),
    deliveryId: uuid().notNull(),
    number: integer().notNull(),
    startedAt: instant().notNull(),
    durationMs: integer().notNull(),
    /** Until the answer's first byte. */
    firstByteMs: integer(),
    /** The address that was dialled. */
    address: text(),
    status: integer(),
    error: text({ enum: attemptErrors }),
    /** What the machine said of it, for people who debug. */
    detail: text(),
    responseHeaders: jsonb().$type<Record<string, string>>(),
    /** The answer's first 16 kB. */
    responseBody: bytes(),
    responseCut: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.deliveryId, table.number] }),
    foreignKey({
      columns: [table.workspaceId, table.deliveryId],
      foreignColumns: [deliveries.workspaceId, deliveries.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("delivery_attempts"),
    unrestrictedOnly("delivery_attempts"),
  ],
);

export const replayStates = ["running", "paused", "done", "cancelled"] as const;

/** What a replay sends again; `throughSeq` and when it began end it, so that what comes later is not drawn in. */
export type ReplaySelection =
  | { kind: "events"; eventIds: string[] }
  | { kind: "states"; states: ("dead" | "blocked" | "cancelled")[] }
  /** Every event since, that the destination's filter lets through. */
  | { kind: "since"; afterSeq: number };

/** Deliveries that are made anew, at a pace, by a job that goes on after any restart. */
export const replays = pgTable(
  "replays",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    destinationId: uuid().notNull(),
    selection: jsonb().$type<ReplaySelection>().notNull(),
    ratePerSecond: integer().notNull(),
    state: text({ enum: replayStates }).notNull().default("running"),
    /** Counted when it began. */
    total: integer().notNull(),
    made: integer().notNull().default(0),
    /** Of what is gone through in order of `seq`: everything up to here is done. */
    doneSeq: bigint({ mode: "number" }).notNull().default(0),
    throughSeq: bigint({ mode: "number" }).notNull(),
    /** Its last step, by which its pace goes. */
    movedAt: instant(),
    createdBy: text().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    index().on(table.workspaceId, table.destinationId, table.id),
    index("replays_running").on(table.createdAt).where(sql`state = 'running'`),
    foreignKey({
      columns: [table.workspaceId, table.destinationId],
      foreignColumns: [destinations.workspaceId, destinations.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("replays"),
    unrestrictedOnly("replays"),
  ],
);

/** How far the fan-out has read a workspace's events: up to here each has its deliveries and notices. */
export const fanOutCursors = pgTable(
  "fan_out_cursors",
  {
    workspaceId: uuid()
      .primaryKey()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    throughSeq: bigint({ mode: "number" }).notNull().default(0),
  },
  () => [ownWorkspaceOnly("fan_out_cursors")],
);
