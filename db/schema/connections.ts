import { sql } from "drizzle-orm";
import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytes, createdAt, id, instant, numberInSight, ownWorkspaceOnly } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

/**
 * A workspace's MoltFlow key. `sealedKey` is opened only where an upstream call is made; `keyHint` (its first and last
 * characters) is all that a screen shows. The upstream tenant is kept because budgets and limits are per tenant.
 */
export const connections = pgTable(
  "connections",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    baseUrl: text().notNull(),
    /** Null once disconnected: the key is forgotten at once, the row stays for what arrived through it. */
    sealedKey: bytes(),
    keyHint: text().notNull(),
    upstreamTenantId: text().notNull(),
    upstreamTenantName: text(),
    plan: text(),
    requestsPerMinute: integer().notNull(),
    missingScopes: jsonb().$type<string[]>().notNull().default([]),
    /** `ok`, or the `kind` of the upstream error that the last call met. */
    health: text().notNull().default("ok"),
    checkedAt: instant().notNull(),
    /** A person's login at MoltFlow (a JWT), which alone opens the stream of a session; it lives for minutes. */
    sealedLogin: bytes(),
    loginUntil: instant(),
    upstreamWebhookId: text(),
    /** Why the inbox is not registered upstream, as a key of `errors.`; null when it is, or was not tried yet. */
    webhookFailure: text(),
    createdAt: createdAt(),
    disconnectedAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    // One live connection a workspace; two people connecting at once cannot both win.
    uniqueIndex("connections_one_live").on(table.workspaceId).where(sql`disconnected_at is null`),
    // Every call asks what the account's plan allows, and who shares it.
    index("connections_of_tenant")
      .on(table.baseUrl, table.upstreamTenantId)
      .where(sql`disconnected_at is null`),
    ownWorkspaceOnly("connections"),
  ],
);

export const numberStatuses = ["stopped", "starting", "qr_code", "working", "failed"] as const;

/**
 * WhatsApp numbers of the connection (upstream calls them sessions). `allowed` is the session allowlist: a key reads
 * every session of its MoltFlow tenant, so a number that is not allowed does not exist for this workspace.
 */
export const numbers = pgTable(
  "numbers",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    connectionId: uuid().notNull(),
    sessionId: text().notNull(),
    name: text().notNull(),
    phoneNumber: text(),
    isBusiness: boolean().notNull().default(false),
    /** What upstream last said; a state we do not know yet is kept as it came. */
    status: text().notNull(),
    statusAt: instant().notNull(),
    allowed: boolean().notNull().default(false),
    /** More numbers are allowed than the plan has: what arrives is stored, nothing is sent through this one. */
    frozenAt: instant(),
    lastEventAt: instant(),
    /** When it came to work, as far as we know; null while it does not. */
    workingSince: instant(),
    /** The last time that something showed it to work, and what: a contact's message, or a send that was confirmed. */
    provenAt: instant(),
    provenBy: text({ enum: ["inbound", "sent"] }),
    /** Somebody here stopped or restarted it at this moment, so that its drop alarms nobody. */
    askedDownAt: instant(),
    /** Who has the phone and hears of a drop first: a member, which the migration ties to them. Null: the managers. */
    holderId: text(),
    /** MoltFlow turns voice notes into text; null until it was set or told. */
    autoTranscribe: boolean(),
    createdAt: createdAt(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    unique().on(table.workspaceId, table.sessionId),
    foreignKey({
      columns: [table.workspaceId, table.connectionId],
      foreignColumns: [connections.workspaceId, connections.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("numbers"),
    numberInSight("numbers", "id"),
  ],
);

/** Times in which a number that worked did not. `alertedAt` null: nobody was told, because it came back or was asked for. */
export const numberDrops = pgTable(
  "number_drops",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    numberId: uuid().notNull(),
    /** What MoltFlow said: the status it fell to, and why if it gave a reason. */
    status: text().notNull(),
    reason: text(),
    asked: boolean().notNull(),
    droppedAt: instant().notNull(),
    recoveredAt: instant(),
    alertedAt: instant(),
  },
  (table) => [
    // Two events of one drop, or an event and a look, make one row.
    uniqueIndex("number_drops_one_open").on(table.numberId).where(sql`recovered_at is null`),
    index().on(table.workspaceId, table.numberId, table.droppedAt),
    foreignKey({
      columns: [table.workspaceId, table.numberId],
      foreignColumns: [numbers.workspaceId, numbers.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("number_drops"),
    numberInSight("number_drops"),
  ],
);

export const pairingStates = ["starting", "waiting_for_scan", "connected", "expired", "failed"] as const;

/**
 * One attempt to link a phone. The worker walks it, so that any number of open tabs costs the same few upstream
 * calls; the unique index keeps a second `start` from being in flight for the same number.
 */
export const pairings = pgTable(
  "pairings",
  {
    workspaceId: uuid().notNull(),
    id: id().primaryKey(),
    numberId: uuid().notNull(),
    state: text({ enum: pairingStates }).notNull(),
    /** Set and committed before upstream's `start` is called, so that a job that runs again never starts twice. */
    startCalledAt: instant(),
    /** The current code as PNG, in base64. It links a phone to the number, so it is deleted when the attempt ends. */
    qrPng: text(),
    qrFetchedAt: instant(),
    nextFetchAt: instant(),
    /** When upstream calls were made, for the limit of 4 a minute. */
    callsAt: jsonb().$type<string[]>().notNull().default([]),
    /** `kind` of the upstream error that ended it. */
    failure: text(),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (table) => [
    uniqueIndex("pairings_one_open").on(table.numberId).where(sql`ended_at is null`),
    index().on(table.workspaceId, table.numberId, table.createdAt),
    foreignKey({
      columns: [table.workspaceId, table.numberId],
      foreignColumns: [numbers.workspaceId, numbers.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("pairings"),
    numberInSight("pairings"),
  ],
);
