import { sql } from "drizzle-orm";
import {
  index,
  integer,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, instant, tenantRole } from "./columns.ts";

/** People. Tables of this file belong to no workspace; next-auth writes them through its adapter. */
export const users = pgTable(
  "users",
  {
    id: text().primaryKey(),
    name: text(),
    email: text().notNull().unique(),
    emailVerified: timestamp({ mode: "date", withTimezone: true }),
    image: text(),
    locale: text(),
    createdAt: createdAt(),
  },
  () => [
    // For finding people by a part of their name or address; `search-members.ts` writes the same expression.
    index("users_name_and_email").using("gin", sql`(coalesce(name, '') || ' ' || email) gin_trgm_ops`),
    // Names and addresses of fellow members; `members` is itself behind its wall in this subquery.
    pgPolicy("users_fellow_members", {
      for: "select",
      to: tenantRole,
      using: sql`exists (select 1 from members where members.user_id = users.id)`,
    }),
  ],
);

/** A person's identity at Google or GitHub. Their OAuth tokens are not kept: nothing of ours uses them. */
export const accounts = pgTable(
  "accounts",
  {
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    type: text().notNull(),
    provider: text().notNull(),
    providerAccountId: text().notNull(),
    refresh_token: text(),
    access_token: text(),
    expires_at: integer(),
    token_type: text(),
    scope: text(),
    id_token: text(),
    session_state: text(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.providerAccountId] }), index().on(table.userId)],
).enableRLS();

/** Signed-in browsers. `sessionToken` holds the SHA-256 of the cookie, so a stolen dump opens nothing. */
export const authSessions = pgTable(
  "auth_sessions",
  {
    sessionToken: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    expires: timestamp({ mode: "date", withTimezone: true }).notNull(),
    createdAt: createdAt(),
    /** Names the session to people, who may end it; the token is never shown. */
    id: uuid().notNull().defaultRandom(),
    userAgent: text(),
    /** The network that it was last seen from, not the single address. */
    network: text(),
    lastSeenAt: instant(),
    /** When its second factor was shown; null while none was. */
    secondFactorAt: instant(),
    /** When the person last proved anew that it is them, for dangerous acts. */
    confirmedAt: instant(),
  },
  (table) => [index().on(table.userId), uniqueIndex().on(table.id)],
).enableRLS();

/** Sign-in links that were mailed; next-auth stores their hash and deletes the row at first use. */
export const verificationTokens = pgTable(
  "verification_tokens",
  {
    identifier: text().notNull(),
    token: text().notNull(),
    expires: timestamp({ mode: "date", withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.identifier, table.token] })],
).enableRLS();

/** Fixed windows for what the public may try: `key` names the act and whom it is counted on, hashed. */
export const attemptWindows = pgTable(
  "attempt_windows",
  {
    key: text().notNull(),
    windowStart: instant().notNull(),
    attempts: integer().notNull(),
  },
  (table) => [uniqueIndex().on(table.key), index().on(table.windowStart)],
).enableRLS();

export type UserRow = typeof users.$inferSelect;
