import {
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
import { bytes, createdAt, id, instant, ownWorkspaceOnly } from "./columns.ts";
import { type RestrictionValues, workspaces } from "./workspaces.ts";

/** A copy of what the workspace holds, made by a job. The file goes at `expiresAt`. */
export const dataExports = pgTable(
  "data_exports",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    /** `workspace`: everything; `events`: what the person who asked may see in the inbox. */
    kind: text({ enum: ["workspace", "events"] }).notNull(),
    format: text({ enum: ["json", "csv"] }).notNull(),
    requestedBy: text().references(() => users.id, { onDelete: "set null" }),
    state: text({ enum: ["queued", "running", "ready", "failed", "cancelled"] }).notNull(),
    /** Counts the attempts to make the file: one that was thought dead and goes on finds that it is not its turn. */
    run: integer().notNull().default(0),
    /** What the person could see while an export of kind `events` was made; who sees less by now may not have it. */
    sight: jsonb().$type<RestrictionValues>(),
    rowsDone: integer().notNull().default(0),
    rowsTotal: integer(),
    sizeBytes: integer(),
    failure: text(),
    createdAt: createdAt(),
    finishedAt: instant(),
    expiresAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    index().on(table.workspaceId, table.createdAt),
    ownWorkspaceOnly("data_exports"),
  ],
);

/** The file of an export, in pieces: any process may serve what another one made. */
export const exportChunks = pgTable(
  "export_chunks",
  {
    workspaceId: uuid().notNull(),
    exportId: uuid().notNull(),
    position: integer().notNull(),
    body: bytes().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.exportId, table.position] }),
    foreignKey({
      columns: [table.workspaceId, table.exportId],
      foreignColumns: [dataExports.workspaceId, dataExports.id],
    }).onDelete("cascade"),
    ownWorkspaceOnly("export_chunks"),
  ],
);

/** Receipt of an erasure. The contact itself is kept only as a keyed digest and by its last digits. */
export const contactErasures = pgTable(
  "contact_erasures",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    contactDigest: bytes().notNull(),
    contactHint: text().notNull(),
    requestedBy: text().references(() => users.id, { onDelete: "set null" }),
    reason: text().notNull(),
    state: text({ enum: ["queued", "running", "done", "failed"] }).notNull(),
    /** How many records each domain erased. */
    erased: jsonb().$type<Record<string, number>>().notNull().default({}),
    /** What MoltFlow answered: see `UpstreamErasure`; null until it was asked. */
    upstream: jsonb().$type<UpstreamErasure>(),
    failure: text(),
    createdAt: createdAt(),
    finishedAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    index().on(table.workspaceId, table.createdAt),
    ownWorkspaceOnly("contact_erasures"),
  ],
);

/**
 * What became of the contact at MoltFlow. `not_applicable`: MoltFlow erases by phone number only. `detail` is the kind of
 * the refusal or failure, a key of `errors.moltflow`.
 */
export type UpstreamErasure = {
  outcome: "erased" | "not_allowed" | "not_connected" | "not_applicable" | "failed";
  detail?: string;
  erased?: { messages: number; reviews: number; chats: number; groupMembers: number };
};

/** What "Run the leak test" found, for people who want to show it. */
export const leakTests = pgTable(
  "leak_tests",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    startedBy: text().references(() => users.id, { onDelete: "set null" }),
    startedAt: createdAt(),
    finishedAt: instant(),
    results: jsonb().$type<LeakTestResult[]>().notNull().default([]),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    index().on(table.workspaceId, table.startedAt),
    ownWorkspaceOnly("leak_tests"),
  ],
);

/** One thing that was tried with an id of somebody else, and what came of it. */
export type LeakTestResult = {
  /** The procedure, route or list that was tried. */
  path: string;
  /** Which id went where: `number`, `event`, `chat` … */
  probe: string;
  /** Whose id it was: a number outside the allowlist, or another workspace. */
  origin: "outside_allowlist" | "other_workspace";
  passed: boolean;
  /** The answer's code, or what leaked in general words; never the leaked thing. */
  answer: string;
};
