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
import { workspaces } from "./workspaces.ts";

/** A copy of what the workspace holds, made by a job. The link's token is kept hashed; the file goes at `expiresAt`. */
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
    /** What MoltFlow answered: `erased`, `not_allowed`, `not_connected`, `failed`, and what it said. */
    upstream: jsonb().$type<{ outcome: string; detail?: string } | null>(),
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
