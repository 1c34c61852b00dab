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
import type { EventFilter } from "./event-filter.ts";
import { workspaces } from "./workspaces.ts";

/** `standard`: our envelope with Standard Webhooks signatures. `raw`: what arrived, byte for byte. Others: chat tools. */
export const destinationFormats = ["standard", "raw", "slack", "discord", "teams"] as const;

/**
 * Why nothing is delivered: a person said so, it answered 410, it failed for too long or too often, or the plan has no
 * room for it.
 */
export const disabledReasons = ["person", "gone", "failing", "dead_in_row", "plan"] as const;

/** A program that wants events. Deleted ones stay, without their keys, as long as a delivery names them. */
export const destinations = pgTable(
  "destinations",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    name: text().notNull(),
    url: text().notNull(),
    format: text({ enum: destinationFormats }).notNull().default("standard"),
    filter: jsonb().$type<EventFilter>().notNull().default({}),
    /** A template of the body; null sends the format's own. */
    template: text(),
    /** Headers may hold keys: a sealed JSON object, whose names alone are shown. */
    headerNames: text().array().notNull().default([]),
    sealedHeaders: bytes(),
    ratePerSecond: integer(),
    concurrency: integer().notNull().default(10),
    /** Strictly first in, first out: whatever fails holds up what came later. */
    ordered: boolean().notNull().default(false),
    sealedSecret: bytes().notNull(),
    /** The secret before the last rotation, which signs beside the new one until then. */
    sealedPreviousSecret: bytes(),
    previousSecretUntil: instant(),
    disabledAt: instant(),
    disabledReason: text({ enum: disabledReasons }),
    /** The workspace's last event when it was disabled: what came after got no delivery. */
    disabledSeq: bigint({ mode: "number" }),
    /** There are more than the plan has: nobody turns this one on until it fits again. */
    frozenAt: instant(),
    deletedAt: instant(),
    createdBy: text().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    index().on(table.workspaceId, table.createdAt),
    ownWorkspaceOnly("destinations"),
    unrestrictedOnly("destinations"),
  ],
);

/**
 * Whose turn it is. Apart from `destinations`, because it changes with every batch. `due_at` is when something of it
 * may be due; null while nothing waits. It may be early, never late: whoever adds work lowers it as their last statement.
 */
export const destinationTurns = pgTable(
  "destination_turns",
  {
    workspaceId: uuid().notNull(),
    destinationId: uuid().primaryKey(),
    dueAt: instant(),
    servedAt: instant().notNull().defaultNow(),
    /** Up to when the rate is used up already (a theoretical arrival time). */
    rateUsedUntil: instant(),
    /** The circuit breaker: nothing is tried before this moment, and then one delivery. */
    openUntil: instant(),
    /** It asked for less (429, 502, 504): one at a time until then. */
    slowUntil: instant(),
    failuresInRow: integer().notNull().default(0),
    failingSince: instant(),
    deadInRow: integer().notNull().default(0),
    /** The last alert that people got, in percent of the way to being disabled. */
    alertedPercent: integer().notNull().default(0),
    lastSuccessAt: instant(),
    lastFailureAt: instant(),
  },
  (table) => [
    index().on(table.dueAt).where(sql`due_at is not null`),
    index().on(table.workspaceId),
    foreignKey({
      columns: [table.workspaceId, table.destinationId],
      foreignColumns: [destinations.workspaceId, destinations.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("destination_turns"),
    unrestrictedOnly("destination_turns"),
  ],
);

/**
 * The account of a destination: accepted = what its deliveries say + what was there and is gone. A trigger on
 * `deliveries` keeps the second half, whoever deletes a row.
 */
export const destinationLedgers = pgTable(
  "destination_ledgers",
  {
    workspaceId: uuid().notNull(),
    destinationId: uuid().primaryKey(),
    accepted: bigint({ mode: "number" }).notNull().default(0),
    goneDelivered: bigint({ mode: "number" }).notNull().default(0),
    goneDead: bigint({ mode: "number" }).notNull().default(0),
    goneBlocked: bigint({ mode: "number" }).notNull().default(0),
    /** Also what was still waiting when its event was erased. */
    goneCancelled: bigint({ mode: "number" }).notNull().default(0),
    /** What the last check found: null when it balanced, else when it did not. */
    checkedAt: instant(),
    unbalancedAt: instant(),
  },
  (table) => [
    index().on(table.workspaceId),
    foreignKey({
      columns: [table.workspaceId, table.destinationId],
      foreignColumns: [destinations.workspaceId, destinations.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("destination_ledgers"),
    unrestrictedOnly("destination_ledgers"),
  ],
);

/** What a destination did, an hour a row, for charts; it outlives the deliveries. */
export const destinationHours = pgTable(
  "destination_hours",
  {
    workspaceId: uuid().notNull(),
    destinationId: uuid().notNull(),
    hour: instant().notNull(),
    delivered: integer().notNull().default(0),
    /** Attempts that failed, whether or not another followed. */
    failed: integer().notNull().default(0),
    dead: integer().notNull().default(0),
    blocked: integer().notNull().default(0),
    /** Durations of attempts that got an answer, counted by upper bound. */
    within50Ms: integer().notNull().default(0),
    within250Ms: integer().notNull().default(0),
    within1000Ms: integer().notNull().default(0),
    within5000Ms: integer().notNull().default(0),
    slower: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.destinationId, table.hour] }),
    foreignKey({
      columns: [table.workspaceId, table.destinationId],
      foreignColumns: [destinations.workspaceId, destinations.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("destination_hours"),
    unrestrictedOnly("destination_hours"),
  ],
);
