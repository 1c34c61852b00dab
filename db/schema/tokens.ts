import { index, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { bytes, createdAt, id, instant, ownWorkspaceOnly } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

/**
 * Keys for programs. What one may do is asked at each use: its scopes, less what its member's role does not allow at
 * that moment. Only the digest of the token is kept.
 */
export const apiTokens = pgTable(
  "api_tokens",
  {
    workspaceId: uuid()
      .notNull()
      .references(() => workspaces.id, { onDelete: "cascade" }),
    id: id().primaryKey(),
    name: text().notNull(),
    /** Whose rights it has; null for a token of the workspace itself. */
    userId: text().references(() => users.id, { onDelete: "cascade" }),
    createdBy: text().references(() => users.id, { onDelete: "set null" }),
    scopes: text().array().notNull(),
    tokenHash: bytes().notNull(),
    /** Its first characters, by which people recognise it. */
    hint: text().notNull(),
    /** The token before the last rotation, still good until `previousUntil`. */
    previousHash: bytes(),
    previousUntil: instant(),
    createdAt: createdAt(),
    expiresAt: instant(),
    lastUsedAt: instant(),
    lastUsedIp: text(),
    revokedAt: instant(),
  },
  (table) => [
    unique().on(table.workspaceId, table.id),
    uniqueIndex().on(table.tokenHash),
    uniqueIndex().on(table.previousHash),
    index().on(table.workspaceId, table.userId),
    ownWorkspaceOnly("api_tokens"),
  ],
);
