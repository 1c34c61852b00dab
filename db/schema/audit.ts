import { sql } from "drizzle-orm";
import { bigint, date, index, json, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { bytes, createdAt, id, instant, ownWorkspaceOnly } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

export const actorKinds = ["member", "token", "automation", "operator", "system"] as const;

/**
 * Who changed, or was refused to change, what. Written in the change's own transaction; the tenant role may add and
 * read, a trigger keeps everybody else from altering. At commit a second trigger gives each entry the next `seq` of its
 * workspace and chains it to the entry before: `hash` covers the entry and `prevHash`.
 */
export const auditEntries = pgTable(
  "audit_entries",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    at: createdAt(),
    actorKind: text({ enum: actorKinds }).notNull(),
    /** The member's user id, or the token's id. */
    actorId: text(),
    /** Where the request came from; null for what no request caused. */
    ip: text(),
    action: text().notNull(),
    outcome: text({ enum: ["done", "refused"] })
      .notNull()
      .default("done"),
    target: text(),
    /** `json`, not `jsonb`: the hash covers the text as it was written. */
    details: json().$type<Record<string, unknown>>().notNull().default({}),
    /** Set at commit, together with both hashes. */
    seq: bigint({ mode: "number" }),
    prevHash: bytes(),
    hash: bytes(),
  },
  (table) => [
    uniqueIndex().on(table.workspaceId, table.seq),
    // Filters of the page; each ends in seq for its keyset.
    index().on(table.workspaceId, table.action, table.seq),
    index().on(table.workspaceId, table.actorId, table.seq),
    index().on(table.workspaceId, table.actorKind, table.seq),
    index().on(table.workspaceId, table.outcome, table.seq),
    index().on(table.workspaceId, table.target, table.seq),
    // Clocks jump, so within a span of time the order is that of `at`.
    index().on(table.workspaceId, table.at, table.seq),
    // Only entries of a transaction that is about to commit have none.
    index("audit_entries_unchained").on(table.workspaceId).where(sql`seq is null`),
    ownWorkspaceOnly("audit_entries"),
  ],
);

/** The end of each workspace's chain. Written by the trigger only, whose lock on it orders the entries. */
export const auditHeads = pgTable(
  "audit_heads",
  {
    workspaceId: uuid()
      .primaryKey()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    seq: bigint({ mode: "number" }).notNull(),
    hash: bytes().notNull(),
  },
  () => [ownWorkspaceOnly("audit_heads")],
);

export const sealKinds = ["end", "cut"] as const;

/**
 * Signed statements about the chain, at most one of a kind a day. `end`: this was the last entry. `cut`: the entries up
 * to this one went by retention, so that a chain that starts behind it is whole.
 */
export const auditSeals = pgTable(
  "audit_seals",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    kind: text({ enum: sealKinds }).notNull(),
    day: date({ mode: "string" }).notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    hash: bytes().notNull(),
    signature: bytes().notNull(),
    keyId: text().notNull(),
    sealedAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.kind, table.day] }),
    ownWorkspaceOnly("audit_seals"),
  ],
);
