import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "./columns.ts";

/**
 * How a MoltFlow account stands with its requests a minute. Workspaces may share an account, and then they share this:
 * it belongs to none of them, and only Moltdesk itself reads it.
 */
export const budgetTenants = pgTable("budget_tenants", {
  /** The host and MoltFlow's id of the account. */
  key: text().primaryKey(),
  perMinute: integer().notNull(),
  /** Calls that were not ours, as MoltFlow's count of what remains showed, and when they leave its minute. */
  foreignCalls: integer().notNull().default(0),
  foreignUntil: instant(),
  /** MoltFlow refused a call because the minute is used up. */
  pausedUntil: instant(),
  /** Syncs and bulk work go at an even pace, the next one not before. */
  pacedUntil: instant(),
  /** By class: turns that others had while it waited. */
  passedOver: jsonb().$type<Record<string, number>>().notNull().default({}),
  /** By session: until when its sends wait, ISO 8601. */
  sessionPauses: jsonb().$type<Record<string, string>>().notNull().default({}),
  nudgedAt: instant(),
}).enableRLS();

/** Calls that wait for their turn, and those that had one within the last minutes. */
export const budgetTurns = pgTable(
  "budget_turns",
  {
    tenantKey: text()
      .notNull()
      .references(() => budgetTenants.key, { onDelete: "cascade" }),
    id: id().primaryKey(),
    class: text().notNull(),
    /** Whose line it stands in: a member's, a token's or the workspace's own. */
    lane: text().notNull(),
    sessionId: text(),
    /** Named by jobs, which leave the line and find their place again. */
    place: text(),
    queuedAt: instant().notNull(),
    /** Renewed by whoever waits; one that is away, or whose process died, gets no turn. */
    presentUntil: instant().notNull(),
    /** Forgotten afterwards. */
    keptUntil: instant().notNull(),
    grantedAt: instant(),
    /** It is part of MoltFlow's minute until then, at the latest. */
    countsUntil: instant(),
  },
  (table) => [
    index().on(table.tenantKey),
    uniqueIndex("budget_turns_place")
      .on(table.tenantKey, table.place)
      .where(sql`granted_at is null and place is not null`),
  ],
).enableRLS();
