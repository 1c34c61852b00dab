import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { bytes, createdAt, id, instant, ownWorkspaceOnly } from "./columns.ts";

export const roles = ["owner", "admin", "agent", "viewer", "billing"] as const;

export const workspaces = pgTable(
  "workspaces",
  {
    id: uuid().primaryKey(),
    slug: text().notNull(),
    name: text().notNull(),
    /** IANA name; days of reports and quiet hours are counted in it. */
    timeZone: text().notNull().default("UTC"),
    /** Language of what the workspace itself writes, such as invitations; null follows whoever acts. */
    locale: text(),
    /** Changes with each new picture, so that browsers may keep one for ever. */
    pictureVersion: text(),
    /** Members without a second factor may not enter. */
    twoFactorRequired: boolean().notNull().default(false),
    /** How many days each kind of record is kept; null keeps it as long as the workspace. */
    eventsKeptDays: integer(),
    messagesKeptDays: integer(),
    auditKeptDays: integer(),
    /** Everything goes at this moment, unless somebody undoes it before. */
    deleteAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex().on(table.slug),
    index().on(table.deleteAt).where(sql`delete_at is not null`),
    ownWorkspaceOnly("workspaces", "id"),
  ],
);

/**
 * Every address that a workspace has or had; the old ones lead to the new one. The primary key decides between two
 * workspaces that want the same, and nobody gets another's old address.
 */
export const workspaceSlugs = pgTable(
  "workspace_slugs",
  {
    slug: text().primaryKey(),
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (table) => [index().on(table.workspaceId)],
).enableRLS();

export const workspacePictures = pgTable(
  "workspace_pictures",
  {
    workspaceId: uuid()
      .primaryKey()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    contentType: text().notNull(),
    body: bytes().notNull(),
  },
  () => [ownWorkspaceOnly("workspace_pictures")],
);

/** What a member may see and do beyond their role. Only agents and viewers are ever restricted. */
const restrictionColumns = {
  /** Only these numbers; null means all. An id that is gone lets nothing through. */
  onlyNumbers: uuid().array(),
  /** Only chats that are assigned to them. */
  assignedOnly: boolean().notNull().default(false),
  hidePhones: boolean().notNull().default(false),
  noExport: boolean().notNull().default(false),
};

export const members = pgTable(
  "members",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    role: text({ enum: roles }).notNull(),
    ...restrictionColumns,
    /** Their history stays; they may not enter. */
    suspendedAt: instant(),
    /** The plan has no seat for them; they may not enter until it has one again. */
    frozenAt: instant(),
    /** The newest event that they have seen, for what is unread. */
    seenSeq: bigint({ mode: "number" }).notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    // "Which workspaces am I in" starts from the person.
    index().on(table.userId),
    check(
      "members_restricted_roles",
      sql`role in ('agent', 'viewer') or (only_numbers is null and not assigned_only and not hide_phones and not no_export)`,
    ),
    ownWorkspaceOnly("members"),
  ],
);

/** The shape of `restrictionColumns`, as an invitation promises it. */
export type RestrictionValues = {
  onlyNumbers: string[] | null;
  assignedOnly: boolean;
  hidePhones: boolean;
  noExport: boolean;
};

/**
 * A way in: mailed to one address, or a link that several people may use. The token is kept hashed; whoever has the
 * link and, for a mailed one, signs in with its address becomes a member.
 */
export const invitations = pgTable(
  "invitations",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    /** Whom it was mailed to; null for a link. */
    email: text(),
    tokenHash: bytes().notNull(),
    role: text({ enum: roles }).notNull(),
    restrictions: jsonb().$type<RestrictionValues>().notNull(),
    /** A link lets in only people with an address at one of these; null lets in any. */
    allowedDomains: text().array(),
    maxUses: integer().notNull(),
    uses: integer().notNull().default(0),
    invitedBy: text().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    sentAt: instant(),
    expiresAt: instant().notNull(),
    acceptedAt: instant(),
    revokedAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    uniqueIndex().on(table.tokenHash),
    // One open invitation for each address; accepted and revoked ones are history.
    uniqueIndex("invitations_one_open")
      .on(table.workspaceId, table.email)
      .where(sql`email is not null and accepted_at is null and revoked_at is null`),
    index().on(table.workspaceId, table.createdAt),
    ownWorkspaceOnly("invitations"),
  ],
);

/** One data key a workspace, wrapped by a master key that is not in the database. Read by the vault only. */
export const workspaceKeys = pgTable("workspace_keys", {
  workspaceId: uuid()
    .primaryKey()
    .references(() => workspaces.id, { onDelete: "cascade" }),
  wrappedKey: bytes().notNull(),
  masterKeyId: text().notNull(),
  createdAt: createdAt(),
}).enableRLS();

/**
 * The last `seq` given to an event of the workspace. Whoever writes events increments it in the same transaction and
 * so holds this row until commit: numbers become visible in order and without gaps, which a sequence can't promise.
 */
export const workspaceCounters = pgTable("workspace_counters", {
  workspaceId: uuid()
    .primaryKey()
    .references(() => workspaces.id, { onDelete: "cascade" }),
  lastSeq: bigint({ mode: "number" }).notNull().default(0),
  /** The last `seq` of a batch with an event that may be believed: of a connection's inbox, and verified. */
  trustedSeq: bigint({ mode: "number" }).notNull().default(0),
}).enableRLS();
